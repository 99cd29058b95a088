namespace AiCouncil.Bench;

/// <summary>Measured values of one kind.</summary>
internal sealed class Samples(int capacity = 16)
{
    private readonly List<double> _values = new(capacity);
    private bool _sorted;

    public void Add(double value)
    {
        _values.Add(value);
        Last = value;
        _sorted = false;
    }

    public double Last { get; private set; }

    public double Min => Quantile(0);

    public double Median => Quantile(0.5);

    public double P99 => Quantile(0.99);

    public double Max => Quantile(1);

    /// <summary>The nearest rank.</summary>
    private double Quantile(double share)
    {
        if (!_sorted)
        {
            _values.Sort();
            _sorted = true;
        }

        return _values[(int)Math.Round(share * (_values.Count - 1))];
    }
}
