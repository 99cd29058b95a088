using AiCouncil.Requests;

namespace AiCouncil.Models;

/// <summary>What the council should know about a model added in code; what is left out is unknown, not guessed.</summary>
public sealed class ModelDescription
{
    /// <summary>Models of one family share errors; at most one of each votes where others exist. Default: the name.</summary>
    public string? Family { get; set; }

    /// <summary>Who made it. Default: the family.</summary>
    public string? Vendor { get; set; }

    /// <summary>Prior quality in 0..1.</summary>
    public double Quality { get; set; } = 0.5;

    /// <summary>USD per million input tokens; 0 is free, null is unknown. Goes together with <see cref="OutputPrice"/>.</summary>
    public decimal? InputPrice { get; set; }

    /// <summary>USD per million output tokens.</summary>
    public decimal? OutputPrice { get; set; }

    /// <summary>Tokens of input and output together, at least 256.</summary>
    public int ContextWindow { get; set; } = 128_000;

    /// <summary>What it is good at; empty means everything but images.</summary>
    public IList<TaskType> Tasks { get; } = [];

    /// <summary>Calls in flight at once; null is unbounded.</summary>
    public int? MaxConcurrency { get; set; }

    /// <exception cref="ArgumentException">A value is out of its range; the message names it.</exception>
    internal void Validate(string name)
    {
        Require(Quality is >= 0 and <= 1, nameof(Quality), "is a number from 0 to 1");
        Require(InputPrice is null == OutputPrice is null, nameof(InputPrice), "and OutputPrice are set together");
        Require(InputPrice is null or (>= 0 and <= 100_000), nameof(InputPrice), "is USD per million tokens, from 0 to 100000");
        Require(OutputPrice is null or (>= 0 and <= 100_000), nameof(OutputPrice), "is USD per million tokens, from 0 to 100000");
        Require(ContextWindow >= 256, nameof(ContextWindow), "is at least 256 tokens");
        Require(MaxConcurrency is null or > 0, nameof(MaxConcurrency), "is at least 1");

        void Require(bool fine, string property, string rule)
        {
            if (!fine)
            {
                throw new ArgumentException($"AddModel(\"{name}\"): {property} {rule}.", nameof(name));
            }
        }
    }
}
