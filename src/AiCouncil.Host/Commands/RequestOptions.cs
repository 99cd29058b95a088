using System.CommandLine;
using AiCouncil.Host.Input;
using AiCouncil.Requests;

namespace AiCouncil.Host.Commands;

/// <summary>The options that say what is asked and of whom; the same for ask, submit, estimate and analyze.</summary>
internal sealed class RequestOptions
{
    private readonly Argument<string?> _prompt = OptionReading.Prompt();
    private readonly Option<ExecutionMode?> _mode = OptionReading.Mode();
    private readonly Option<string?> _model = new("--model") { Description = "Ask this one model (mode direct unless --mode says otherwise).", HelpName = "NAME" };
    private readonly Option<string?> _models = new("--models") { Description = "Only these models may be asked.", HelpName = "a,b,c" };
    private readonly Option<string?> _system = new("--system") { Description = "Instructions that stand before the question.", HelpName = "TEXT" };
    private readonly Option<Usd?> _maxCost = OptionReading.MaxCost();
    private readonly Option<TimeSpan?> _timeout = OptionReading.Timeout();

    public void AddTo(Command command)
    {
        command.Arguments.Add(_prompt);
        command.Options.Add(_mode);
        command.Options.Add(_model);
        command.Options.Add(_models);
        command.Options.Add(_system);
        command.Options.Add(_maxCost);
        command.Options.Add(_timeout);
    }

    public bool HasPrompt(ParseResult parsed) => parsed.GetValue(_prompt) is not null;

    public TimeSpan? TimeoutOf(ParseResult parsed) => parsed.GetValue(_timeout);

    /// <exception cref="UsageException">The prompt or the models cannot be used.</exception>
    public async Task<CouncilRequest> ReadAsync(Invocation run, bool background, CancellationToken ct)
    {
        if (ParseErrors.UnknownOption(run.Parsed) is { } option)
        {
            throw new UsageException($"prompt: '{option}' looks like a misspelt option. A prompt that begins with a dash stands after --.");
        }

        var (mode, models) = Choice(run.Parsed);
        var prompt = await PromptReader.ReadAsync(run.Parsed.GetValue(_prompt), run.Terminal.Input, ct);
        var system = run.Parsed.GetValue(_system);
        return new CouncilRequest
        {
            Messages = [.. system is null ? (ChatTurn[])[] : [new ChatTurn("system", system)], new ChatTurn("user", prompt)],
            Mode = mode,
            Models = models,
            MaxCost = run.Parsed.GetValue(_maxCost),
            Timeout = run.Parsed.GetValue(_timeout),
            Background = background,
        };
    }

    private (ExecutionMode? Mode, IReadOnlyList<string> Models) Choice(ParseResult parsed)
    {
        var model = parsed.GetValue(_model);
        var mode = parsed.GetValue(_mode);
        var models = OptionReading.Names(parsed.GetValue(_models));
        if (model is not null && models.Count > 0)
        {
            throw new UsageException("--model: cannot stand beside --models. Name one model with --model, or several with --models.");
        }

        if (parsed.GetValue(_models) is not null && models.Count == 0)
        {
            throw new UsageException("--models: names no model. Give their names, separated by commas; council models lists them.");
        }

        if (mode == ExecutionMode.Direct && model is null && models.Count != 1)
        {
            throw new UsageException("--mode direct: asks exactly one model. Name it with --model NAME; council models lists them.");
        }

        return model is null ? (mode, models) : (mode ?? ExecutionMode.Direct, [model]);
    }
}
