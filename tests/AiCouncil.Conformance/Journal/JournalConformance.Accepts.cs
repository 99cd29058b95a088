using AiCouncil.Journal;
using AiCouncil.Requests;
using Xunit;

namespace AiCouncil.Conformance.Journal;

public abstract partial class JournalConformance
{
    [Fact]
    public async Task An_accepted_request_reads_back_whole()
    {
        var request = Samples.Request(Now, calls: 2, owner: "p1");
        Assert.IsType<AcceptResult.Accepted>(await Journal.AcceptAsync(request, Ct));
        var view = await ViewAsync(request.Spec.Id);
        Assert.Equal(CouncilJson.Serialize(request.Spec), CouncilJson.Serialize(view.Request.Spec));
        Assert.Equal(
            (RequestState.Queued, 1L, 1L, request.Deadline, "p1", request.First.NextTimer),
            (view.Request.State, view.Request.Version, view.Request.Sequence, view.Request.Deadline, view.Request.Owner, view.Request.NextTimer));
        Assert.Equal(CouncilJson.Serialize(request.First.NewCalls), CouncilJson.Serialize(view.Calls));
        Assert.Equal(CouncilJson.Serialize(request.First.Subtasks), CouncilJson.Serialize(view.Subtasks));
        Assert.Empty(view.Wakes);
    }

    [Fact]
    public async Task An_accept_asked_again_after_a_lost_reply_stores_nothing_twice()
    {
        var request = Samples.Request(Now, key: "k");
        await Journal.AcceptAsync(request, Ct);
        Assert.IsType<AcceptResult.Accepted>(await Journal.AcceptAsync(request, Ct));
        Assert.Single((await ViewAsync(request.Spec.Id)).Calls);
        Assert.Single(await Journal.ReadEventsAsync(request.Spec.Id, 0, 10, Ct));
    }

    [Fact]
    public async Task The_same_key_and_body_joins_and_another_body_conflicts()
    {
        var first = Samples.Request(Now, key: "k");
        await Journal.AcceptAsync(first, Ct);
        var joined = Assert.IsType<AcceptResult.Joined>(await Journal.AcceptAsync(Samples.Request(Now, key: "k"), Ct));
        Assert.Equal((first.Spec.Id, RequestState.Queued), (joined.Id, joined.State));
        var other = Samples.Request(Now, key: "k") with { BodyHash = "other" };
        Assert.Equal(first.Spec.Id, Assert.IsType<AcceptResult.Conflict>(await Journal.AcceptAsync(other, Ct)).Id);
        Assert.Null(await Journal.ReadAsync(other.Spec.Id, Ct));
    }

    [Fact]
    public async Task Another_tenant_may_use_the_same_key()
    {
        await Journal.AcceptAsync(Samples.Request(Now, key: "k"), Ct);
        var other = Samples.Request(Now, key: "k");
        other = other with { Spec = other.Spec with { Tenant = "other" } };
        Assert.IsType<AcceptResult.Accepted>(await Journal.AcceptAsync(other, Ct));
    }

    [Fact]
    public async Task Of_many_accepts_with_one_key_one_is_stored()
    {
        var requests = Enumerable.Range(0, 32).Select(_ => Samples.Request(Now, key: "k")).ToList();
        var results = await Task.WhenAll(requests.Select(request => Task.Run(async () => await Journal.AcceptAsync(request, Ct))));
        Assert.Single(results.OfType<AcceptResult.Accepted>());
        Assert.Equal(31, results.OfType<AcceptResult.Joined>().Count());
        Assert.Single((await Journal.ListAsync(new RequestFilter(null, null, null, 100), Ct)).Rows);
    }

    [Fact]
    public async Task A_request_that_is_accepted_ended_has_no_timer()
    {
        var request = Samples.Request(Now, calls: 0);
        request = request with { First = request.First with { State = RequestState.Failed, Final = Samples.Final(request.Spec.Id, Now, RequestState.Failed) } };
        await Journal.AcceptAsync(request, Ct);
        Clock.Advance(TimeSpan.FromHours(1));
        Assert.Empty((await Journal.SweepAsync(null, TimeSpan.Zero, 10, Ct)).Due);
        Assert.Equal("42", (await ViewAsync(request.Spec.Id)).Request.Final!.Content);
    }

    [Fact]
    public async Task Texts_are_read_by_hash_and_a_missing_one_is_absent()
    {
        var id = await AcceptAsync();
        var prompt = Payload.Of("What is 6 × 7?");
        var texts = await Journal.ReadTextsAsync(id, [prompt.Hash, "missing"], Ct);
        Assert.Equal([prompt.Hash], texts.Keys);
        Assert.Equal(prompt.Text, texts[prompt.Hash]);
        Assert.Empty(await Journal.ReadTextsAsync(await AcceptAsync(), [Payload.Of("x").Hash], Ct));
    }

    [Fact]
    public async Task The_same_text_is_stored_once_without_an_error()
    {
        var id = await AcceptAsync();
        Assert.True(await DecideAsync(id, view => Samples.Decision(view, Now) with { Payloads = [Payload.Of("What is 6 × 7?"), Payload.Of("new")] }));
        Assert.Equal("new", (await Journal.ReadTextsAsync(id, [Payload.Of("new").Hash], Ct)).Values.Single());
    }

    [Fact]
    public async Task A_text_comes_back_as_it_was_or_cleaned()
    {
        await ComesBackAsync("", "");
        await ComesBackAsync("a\0b", "ab");
        await ComesBackAsync("a\uD83Db", "a\uFFFDb");
        await ComesBackAsync("\uDE00\uD83D", "\uFFFD\uFFFD");
        await ComesBackAsync("😀 é \u202E ‱ '; DROP TABLE request; --", "😀 é \u202E ‱ '; DROP TABLE request; --");
    }

    private async Task ComesBackAsync(string text, string expected)
    {
        var id = await AcceptAsync();
        await DecideAsync(id, view => Samples.Decision(view, Now) with { Payloads = [new Payload("h", text)], Events = [new NewEvent("t", Now, text)] });
        Assert.Equal(expected, (await Journal.ReadTextsAsync(id, ["h"], Ct))["h"]);
        Assert.Equal(expected, (await Journal.ReadEventsAsync(id, 1, 10, Ct))[0].Data);
    }

    [Fact]
    public async Task A_text_of_five_mebibytes_is_kept()
    {
        var text = new string('é', 5 * 1024 * 1024 / 2);
        var call = await InFlightAsync();
        await StoreAsync(call, 1, Moves.Complete, text);
        Assert.Equal(text, (await Journal.ReadTextsAsync(call.Request, [Payload.Of(text).Hash], Ct)).Values.Single());
    }

    [Fact]
    public async Task Times_are_kept_to_the_microsecond()
    {
        Clock.Advance(TimeSpan.FromMicroseconds(1_234_567));
        var id = await AcceptAsync();
        Assert.Equal(Now, (await ViewAsync(id)).Request.UpdatedAt);
    }

    [Fact]
    public async Task A_request_that_is_not_there_reads_as_nothing()
    {
        var id = Samples.NextId();
        Assert.Null(await Journal.ReadAsync(id, Ct));
        Assert.Null(await Journal.ReadCallAsync(new CallId(id, 1), Ct));
        Assert.False(await Journal.HasWakesAsync(id, Ct));
        Assert.Empty(await Journal.ReadEventsAsync(id, 0, 10, Ct));
        Assert.Empty(await Journal.ReadAttemptsAsync(id, Ct));
    }

    [Fact]
    public async Task A_cancelled_token_begins_no_write()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var request = Samples.Request(Now);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Journal.AcceptAsync(request, cancelled.Token));
        Assert.Null(await Journal.ReadAsync(request.Spec.Id, Ct));
    }

    [Fact]
    public async Task Migrating_again_changes_nothing()
    {
        var id = await AcceptAsync();
        await Journal.MigrateAsync(Ct);
        Assert.NotNull(await Journal.ReadAsync(id, Ct));
    }
}
