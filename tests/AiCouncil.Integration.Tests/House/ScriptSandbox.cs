using System.Diagnostics;

namespace AiCouncil.Integration.Tests.House;

/// <summary>A copy of the scripts in an empty tree, with a <c>dotnet</c> on PATH that notes what it is asked and builds a text file.</summary>
internal sealed class ScriptSandbox : IDisposable
{
    private const string Dotnet =
        """
        #!/usr/bin/env bash
        here=$(cd "$(dirname "$0")/.." && pwd)
        case $1 in
          --version) echo 10.0.100; exit ;;
          --list-sdks) exit ;;
          build)
            echo "$PWD" >>"$here/builds"; cat >/dev/null
            [ ! -f "$here/edit" ] || { rm "$here/edit"; touch "$here/tree/global.json"; }
            [ ! -f "$here/broken" ] || { echo "Some.cs(1,1): error CS1002: ; expected"; exit 1; }
            # Two builds at once would meet here.
            mkdir "$here/building" || { echo "two builds at once" >>"$here/collisions"; exit 1; }
            for i in 1 2 3 4 5; do "$here/bin/pause"; done
            program=$(find "$here" -path '*src/AiCouncil.Host' -type d)/bin/Release/net10.0/council.dll
            mkdir -p "$(dirname "$program")"; echo built >"$program"
            rmdir "$here/building" ;;
          *Tests.dll)
            [ ! -f "$here/crash" ] || exit 134
            cp "$here/results" "${@: -1}"; env >"$here/env"; exit "$(cat "$here/code")" ;;
          *) shift; printf 'cwd=%s\n' "$PWD"; printf 'arg=%s\n' "$@"; cat; exit "${FAKE_EXIT:-0}" ;;
        esac
        """;

    public ScriptSandbox()
    {
        Root = Directory.CreateTempSubdirectory("council scripts ").FullName;
        foreach (var folder in new[] { "bin", "tree/src/AiCouncil.Host", "elsewhere", "empty" })
        {
            Directory.CreateDirectory(PathOf(folder));
        }

        Write("bin/dotnet", Dotnet, executable: true);
        Write("bin/pause", "#!/usr/bin/env bash\nread -r -t 0.05 <> <(:) || true\n", executable: true);
        Write("tree/src/AiCouncil.Host/Program.cs", "return 0;");
        Write("tree/global.json", "{}");
        Write("tree/Directory.Build.props", "<Project/>");
        foreach (var script in new[] { "council", "test" })
        {
            Write("tree/" + script, File.ReadAllText(Path.Combine(RepositoryRoot(), script)), executable: true);
        }
    }

    public string Root { get; }

    public string PathOf(string path) => Path.Combine(Root, path);

    public int Builds => File.Exists(PathOf("builds")) ? File.ReadAllLines(PathOf("builds")).Length : 0;

    public void Write(string path, string text, bool executable = false)
    {
        File.WriteAllText(PathOf(path), text);
        if (executable && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(PathOf(path), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Makes a source newer than anything built before.</summary>
    public void Edit(string path) => File.SetLastWriteTimeUtc(PathOf(path), DateTime.UtcNow.AddMinutes(1));

    public Run Run(string script, string[] arguments, string input = "", string workingDirectory = "elsewhere", params (string Name, string Value)[] environment) =>
        Start(script, arguments, input, workingDirectory, environment).Finish();

    public RunningScript Start(string script, string[] arguments, string input, string workingDirectory, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(PathOf(script), arguments)
        {
            WorkingDirectory = PathOf(workingDirectory),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = PathOf("bin") + ":" + start.Environment["PATH"];
        start.Environment.Remove("NUGET_PACKAGES"); // of an outer ./test
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        return new RunningScript(process, process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    public static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "AiCouncil.slnx")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}

internal sealed record Run(int Code, string Output, string Error);

internal sealed record RunningScript(Process Process, Task<string> Output, Task<string> Error)
{
    public Run Finish()
    {
        Process.WaitForExit();
        var run = new Run(Process.ExitCode, Output.GetAwaiter().GetResult(), Error.GetAwaiter().GetResult());
        Process.Dispose();
        return run;
    }
}
