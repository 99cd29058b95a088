using System.Diagnostics.CodeAnalysis;

namespace AiCouncil.Sqlite;

/// <summary>
/// A bounded map that forgets what was not asked for of late: two generations, of which the older one is dropped when the younger
/// one is full. Any entry may be gone at any time.
/// </summary>
/// <param name="generation">Entries of a generation: at least these many of the latest are kept, at most twice as many.</param>
internal sealed class RecentlyUsed<TKey, TValue>(int generation)
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private Dictionary<TKey, TValue> _young = [];
    private Dictionary<TKey, TValue> _old = [];

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        lock (_gate)
        {
            if (_young.TryGetValue(key, out value))
            {
                return true;
            }

            if (!_old.Remove(key, out value))
            {
                return false;
            }

            Add_NeedsLock(key, value);
            return true;
        }
    }

    public bool Take(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        lock (_gate)
        {
            return _young.Remove(key, out value) || _old.Remove(key, out value);
        }
    }

    public void Put(TKey key, TValue value)
    {
        lock (_gate)
        {
            _old.Remove(key);
            Add_NeedsLock(key, value);
        }
    }

    private void Add_NeedsLock(TKey key, TValue value)
    {
        if (_young.Count >= generation && !_young.ContainsKey(key))
        {
            (_young, _old) = (_old, _young);
            _young.Clear();
        }

        _young[key] = value;
    }
}
