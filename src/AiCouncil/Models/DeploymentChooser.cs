namespace AiCouncil.Models;

/// <summary>
/// Chooses the deployment for a call and holds its place while the call runs: smooth weighted round robin (as in nginx) over
/// those with room, so that shares follow the weights without bursts. A throttled deployment rests until it may be asked again.
/// </summary>
internal sealed class DeploymentChooser(IModelCatalogue catalogue, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Load> _loads = new(StringComparer.Ordinal);

    /// <summary>A place became free or a rest ended: calls that waited may start.</summary>
    public event Action? Freed;

    /// <param name="tried">Deployments already asked for this call: others come first.</param>
    /// <param name="simulated">What the call was made for: a real call is never answered by a simulation, nor the reverse.</param>
    public DeploymentChoice Take(string model, IReadOnlyCollection<string> tried, bool simulated)
    {
        var all = catalogue.DeploymentsOf(model).Where(deployment => deployment.Model.Simulated == simulated).ToList();
        if (all.Count == 0)
        {
            return new DeploymentChoice.Unknown();
        }

        lock (_gate)
        {
            var now = clock.GetUtcNow();
            var free = all.FindAll(deployment => HasRoom_NeedsLock(deployment, now));
            if (free.Count == 0)
            {
                return new DeploymentChoice.Busy(NextFree_NeedsLock(all, now));
            }

            var fresh = free.FindAll(deployment => !tried.Contains(deployment.Name));
            return Hold_NeedsLock(fresh.Count > 0 ? fresh : free);
        }
    }

    /// <summary>Whether another deployment than those tried could take the call now.</summary>
    public bool HasFresh(string model, IReadOnlyCollection<string> tried, bool simulated)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            return catalogue.DeploymentsOf(model)
                .Any(it => it.Model.Simulated == simulated && !tried.Contains(it.Name) && HasRoom_NeedsLock(it, now));
        }
    }

    /// <summary>Throttled: nobody asks it before this long. A longer rest that is under way stays.</summary>
    public void Rest(Deployment deployment, TimeSpan rest)
    {
        lock (_gate)
        {
            var load = Of_NeedsLock(deployment);
            var until = clock.GetUtcNow() + rest;
            load.RestsUntil = load.RestsUntil > until ? load.RestsUntil : until;
        }
    }

    /// <summary>A rest this short is waited out in the backlog; what rests longer is decided call by call.</summary>
    private static readonly TimeSpan ShortRest = TimeSpan.FromSeconds(2);

    /// <summary>
    /// For models whose deployments are all bounded or taking a short rest: how many calls may start now. Others are absent; so are
    /// models that rest for long, whose calls a worker turns away or defers one by one, so that a reserve can be asked in time.
    /// </summary>
    public IReadOnlyDictionary<string, int> Room()
    {
        var room = new Dictionary<string, int>(StringComparer.Ordinal);
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            foreach (var model in catalogue.Models)
            {
                var all = catalogue.DeploymentsOf(model.Name);
                var awake = all.Where(it => !(Of_NeedsLock(it).RestsUntil > now)).ToList();
                var restsLong = awake.Count == 0 && all.All(it => Of_NeedsLock(it).RestsUntil > now + ShortRest);
                if (!restsLong && awake.TrueForAll(it => it.Settings.MaxConcurrency is not null))
                {
                    room[model.Name] = awake.Sum(it => Math.Max(0, it.Settings.MaxConcurrency!.Value - Of_NeedsLock(it).InFlight));
                }
            }
        }

        return room;
    }

    private bool HasRoom_NeedsLock(Deployment deployment, DateTimeOffset now)
    {
        var load = Of_NeedsLock(deployment);
        return !(load.RestsUntil > now) && !(load.InFlight >= deployment.Settings.MaxConcurrency);
    }

    /// <summary>When a resting deployment wakes, null when all that is missing is a free place.</summary>
    private DateTimeOffset? NextFree_NeedsLock(List<Deployment> all, DateTimeOffset now) =>
        all.TrueForAll(it => Of_NeedsLock(it).RestsUntil > now) ? all.Min(it => Of_NeedsLock(it).RestsUntil) : null;

    private DeploymentChoice.Taken Hold_NeedsLock(List<Deployment> candidates)
    {
        foreach (var candidate in candidates)
        {
            Of_NeedsLock(candidate).Credit += candidate.Settings.Weight;
        }

        var chosen = candidates.MaxBy(it => Of_NeedsLock(it).Credit)!;
        var load = Of_NeedsLock(chosen);
        load.Credit -= candidates.Sum(it => it.Settings.Weight);
        load.InFlight++;
        return new DeploymentChoice.Taken(chosen, new Place(this, load, chosen.Settings.MaxConcurrency is not null));
    }

    private Load Of_NeedsLock(Deployment deployment)
    {
        if (!_loads.TryGetValue(deployment.Name, out var load))
        {
            _loads[deployment.Name] = load = new Load();
        }

        return load;
    }

    private void Free(Load load, bool bounded)
    {
        lock (_gate)
        {
            load.InFlight--;
        }

        if (bounded)
        {
            Freed?.Invoke(); // nobody waits for a place where there are always more
        }
    }

    private sealed class Load
    {
        public int InFlight { get; set; }

        public double Credit { get; set; }

        public DateTimeOffset? RestsUntil { get; set; }
    }

    private sealed class Place(DeploymentChooser chooser, Load load, bool bounded) : IDisposable
    {
        private bool _freed;

        public void Dispose()
        {
            if (!_freed)
            {
                _freed = true;
                chooser.Free(load, bounded);
            }
        }
    }
}

/// <summary>Where a call may go now.</summary>
internal abstract record DeploymentChoice
{
    private DeploymentChoice()
    {
    }

    /// <summary>Disposing <paramref name="Place"/> frees it.</summary>
    public sealed record Taken(Deployment Deployment, IDisposable Place) : DeploymentChoice;

    /// <param name="Until">When to ask again, null when a running call has to end first.</param>
    public sealed record Busy(DateTimeOffset? Until) : DeploymentChoice;

    /// <summary>This process has no such model.</summary>
    public sealed record Unknown : DeploymentChoice;
}
