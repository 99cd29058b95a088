using System.Reflection;

namespace AiCouncil.Failpoints;

/// <summary>A port with somebody in between who sees every call of it. Whatever the port gains later passes through.</summary>
internal class InterceptedPort<TPort> : DispatchProxy
    where TPort : class
{
    private TPort? _inner;
    private Between? _between;

    /// <summary>Gets the method's name, its arguments (which it may replace) and the call itself; answers in its place.</summary>
    internal delegate object? Between(string method, object?[] arguments, Func<object?> call);

    public static TPort Around(TPort inner, Between between)
    {
        var port = Create<TPort, InterceptedPort<TPort>>();
        var interception = (InterceptedPort<TPort>)(object)port;
        (interception._inner, interception._between) = (inner, between);
        return port;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var arguments = args ?? [];
        return _between!(targetMethod!.Name, arguments, () => targetMethod.Invoke(_inner, BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null));
    }
}
