using System.Net.Http.Headers;
using System.Text.Json;

namespace AiCouncil.Testing.Processes;

/// <summary>Bodies as clients send them.</summary>
public static class Json
{
    public static ByteArrayContent Content(object body)
    {
        var content = new ByteArrayContent(body as byte[] ?? JsonSerializer.SerializeToUtf8Bytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }
}
