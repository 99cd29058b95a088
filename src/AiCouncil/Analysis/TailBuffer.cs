namespace AiCouncil.Analysis;

/// <summary>Keeps the last characters of a long text without growing.</summary>
internal sealed class TailBuffer(int window)
{
    private readonly char[] _kept = new char[3 * window];
    private int _count;
    private bool _cut;

    /// <summary>Whether something at the front was dropped.</summary>
    public bool Cut => _cut || _count > window;

    public void Append(ReadOnlySpan<char> line)
    {
        _cut |= line.Length > window;
        line = line[Math.Max(0, line.Length - window)..];
        if (_count + line.Length + 1 > _kept.Length)
        {
            _cut = true;
            _kept.AsSpan(_count - window, window).CopyTo(_kept);
            _count = window;
        }

        line.CopyTo(_kept.AsSpan(_count));
        _kept[_count + line.Length] = '\n';
        _count += line.Length + 1;
    }

    public override string ToString() => new(_kept, Math.Max(0, _count - window), Math.Min(_count, window));
}
