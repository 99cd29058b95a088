using System.Runtime.CompilerServices;
using System.Text;

namespace AiCouncil.Requests;

/// <summary>
/// Turns the events of a request into its answer's text. Deltas are best effort, so only contiguous text of one attempt is
/// passed on; whatever is missing comes from the committed answer at the end.
/// </summary>
public static class AnswerStream
{
    /// <summary>The answer of a request from its beginning. Cancelling <paramref name="ct"/> stops the reading, not the request.</summary>
    public static async IAsyncEnumerable<AnswerPiece> ReadAsync(
        ICouncil council, RequestId id, [EnumeratorCancellation] CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(council);
        var sent = new SentText();
        await foreach (var news in council.WatchAsync(id, 0, ct))
        {
            if (AnswerDelta.Of(news) is { } delta && sent.Append(delta) is { Length: > 0 } text)
            {
                yield return new AnswerPiece.Text(text);
            }
        }

        var response = await council.GetAsync(id, ct);
        if (sent.MissingFrom(response) is { Length: > 0 } suffix)
        {
            yield return new AnswerPiece.Text(suffix);
        }

        yield return End(response, sent);
    }

    private static AnswerPiece End(FinalResponse? response, SentText sent) => response switch
    {
        null => new AnswerPiece.Broken("The request was deleted while its answer was read."),
        { Status: RequestState.Queued or RequestState.InProgress } => new AnswerPiece.Broken("The events ended before the request did."),
        { Status: RequestState.Completed } when sent.MissingFrom(response) is null =>
            new AnswerPiece.Broken("The committed answer does not continue the text that was streamed."),
        _ => new AnswerPiece.Ended(response),
    };

    /// <summary>What was passed on, and from which attempt.</summary>
    private sealed class SentText
    {
        private readonly StringBuilder _text = new();
        private (int Call, string Attempt)? _source;
        private bool _gap;

        /// <summary>The part of the delta that continues the text; empty when it repeats, comes after a gap or from another attempt.</summary>
        public string Append(AnswerDelta delta)
        {
            if (_source is null && delta.Offset == 0)
            {
                _source = (delta.Call, delta.Attempt);
            }

            if (_gap || _source != (delta.Call, delta.Attempt))
            {
                return "";
            }

            _gap = delta.Offset > _text.Length;
            var known = _text.Length - delta.Offset;
            if (_gap || delta.Offset < 0 || known >= delta.Text.Length)
            {
                return "";
            }

            var text = delta.Text[known..];
            _text.Append(text);
            return text;
        }

        /// <summary>What a completed answer holds beyond the text; null when it does not begin with it, or there is no answer.</summary>
        public string? MissingFrom(FinalResponse? response)
        {
            var sent = _text.ToString();
            return response is { Status: RequestState.Completed, Content: { } content } && content.StartsWith(sent, StringComparison.Ordinal)
                ? content[sent.Length..]
                : null;
        }
    }
}
