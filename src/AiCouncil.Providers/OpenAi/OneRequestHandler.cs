using AiCouncil.Models;

namespace AiCouncil.Providers.OpenAi;

/// <summary>
/// Lets one request through per call and settles, before the vendor's client sees it, whatever the client would read wrongly:
/// errors, redirects, error events, unknown finish reasons, answers without end.
/// </summary>
internal sealed class OneRequestHandler(HttpMessageHandler inner, string? apiKey, TimeProvider clock) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var exchange = WireExchange.Current ?? throw new InvalidOperationException("A request outside a call.");
        exchange.CountRequest();
        if (apiKey is null)
        {
            // The vendor's client insists on a key; an endpoint without one must not be sent an invented one.
            request.Headers.Remove("Authorization");
        }

        var response = await base.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            using (response)
            {
                var outcome = await ErrorReading.ReadAsync(response, apiKey, clock.GetUtcNow(), cancellationToken);
                exchange.Settle(outcome);
                throw new IOException("The provider answered with an error.");
            }
        }

        response.Content = exchange.Streamed
            ? await StreamedAsync(response, exchange, cancellationToken)
            : await WholeAsync(response, exchange, cancellationToken);
        return response;
    }

    private async Task<HttpContent> StreamedAsync(HttpResponseMessage response, WireExchange exchange, CancellationToken ct)
    {
        var body = await response.Content.ReadAsStreamAsync(ct);
        return Like(response.Content, new StreamContent(new EventStreamWatch(body, exchange, apiKey, IsFramed(response))));
    }

    private async Task<HttpContent> WholeAsync(HttpResponseMessage response, WireExchange exchange, CancellationToken ct)
    {
        var (body, whole) = await BoundedBody.ReadAsync(response.Content, BoundedBody.AnswerLimit, ct);
        if (!whole)
        {
            exchange.Settle(new AttemptOutcome.Unusable(UnusableReason.Unparseable, null, new(0, 0), null));
            throw new IOException("The answer is larger than this program reads.");
        }

        exchange.BodyComplete = true;
        return Like(response.Content, new ByteArrayContent(AnswerCheck.Checked(body, exchange, apiKey, IsFramed(response))));
    }

    /// <summary>Whether the end of the body is marked: without it, a cut looks like an end.</summary>
    private static bool IsFramed(HttpResponseMessage response) =>
        response.Content.Headers.ContentLength is not null || response.Headers.TransferEncodingChunked == true;

    private static HttpContent Like(HttpContent original, HttpContent content)
    {
        content.Headers.ContentType = original.Headers.ContentType;
        return content;
    }
}
