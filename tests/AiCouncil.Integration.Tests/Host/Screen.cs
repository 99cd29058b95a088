using System.Text;
using AiCouncil.Host.Input;
using AiCouncil.Host.Rendering;

namespace AiCouncil.Integration.Tests.Host;

/// <summary>A terminal whose two streams can be read afterwards.</summary>
internal sealed class Screen
{
    public Screen(bool terminal = false, bool colour = false, byte[]? piped = null)
    {
        Terminal = new Terminal(new StringWriter(), new StringWriter(), new StandardInput(piped is not null, () => new MemoryStream(piped ?? [])))
        {
            OutIsTerminal = terminal,
            Colour = colour,
        };
    }

    public Terminal Terminal { get; }

    public string Out => Terminal.Out.ToString()!.ReplaceLineEndings("\n");

    public string Error => Terminal.Error.ToString()!.ReplaceLineEndings("\n");

    public static StandardInput Piping(string text) => new(true, () => new MemoryStream(Encoding.UTF8.GetBytes(text)));
}
