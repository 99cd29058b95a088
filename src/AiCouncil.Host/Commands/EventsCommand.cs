using System.CommandLine;
using System.Globalization;
using System.Runtime.CompilerServices;
using AiCouncil.Host.Composition;
using AiCouncil.Host.Input;
using AiCouncil.Host.Rendering;
using AiCouncil.Requests;

namespace AiCouncil.Host.Commands;

internal static class EventsCommand
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);

    public static Command Create(Cli cli)
    {
        var id = OptionReading.Id();
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on until the request ends." };
        var after = new Option<long>("--after") { Description = "Only events after this sequence number.", HelpName = "N" };
        var command = new Command("events", "Show what happened to a request.") { id, follow, after };
        return cli.Runs(command, async (run, ct) =>
        {
            await using var session = await run.OpenAsync(SessionKind.Read, ct);
            var wanted = run.Parsed.GetValue(id);
            if (await session.Council.GetAsync(wanted, ct) is null)
            {
                throw new RequestFailedException($"no request {wanted}. council list shows them.");
            }

            await foreach (var news in ReadAsync(session, run.Context.Clock, wanted, run.Parsed.GetValue(after), run.Parsed.GetValue(follow), ct))
            {
                run.Terminal.Out.WriteLine(run.Output == OutputFormat.Text ? Line(news) : EventJson.Of(news));
            }

            return ExitCodes.Answered;
        });
    }

    /// <summary>
    /// Another process works on a request of the local journal, and no news of it reach this one: there the log is read again and
    /// again. A server pushes.
    /// </summary>
    internal static async IAsyncEnumerable<CouncilEvent> ReadAsync(
        ICouncilSession session, TimeProvider clock, RequestId id, long after, bool follow, [EnumeratorCancellation] CancellationToken ct)
    {
        if (session.Remote && follow)
        {
            await foreach (var news in session.Council.WatchAsync(id, after, ct))
            {
                if (news.Sequence is not null)
                {
                    yield return news;
                }
            }

            yield break;
        }

        while (true)
        {
            var page = await session.Records.EventsAsync(id, after, ct);
            foreach (var news in page)
            {
                yield return news;
                after = news.Sequence ?? after;
            }

            if (page.Any(Remote.RemoteCouncil.IsLast) || (page.Count == 0 && (!follow || await EndedAsync(session, id, ct))))
            {
                yield break;
            }

            if (page.Count == 0)
            {
                await Task.Delay(Poll, clock, ct);
            }
        }
    }

    private static async Task<bool> EndedAsync(ICouncilSession session, RequestId id, CancellationToken ct) =>
        await session.Council.GetAsync(id, ct) is not { Status: RequestState.Queued or RequestState.InProgress };

    private static string Line(CouncilEvent news)
    {
        return TerminalText.Clean(string.Create(
            CultureInfo.InvariantCulture, $"{news.Sequence,4}  {news.At.UtcDateTime:HH:mm:ss.fff}  {news.Type,-22}  {EventLines.Log(news)}")).TrimEnd();
    }
}
