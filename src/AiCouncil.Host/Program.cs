using AiCouncil.Host.Commands;
using AiCouncil.Host.Input;
using AiCouncil.Host.Rendering;

using var interrupts = Interrupts.OfProcess();
return await Cli.RunAsync(new CliContext(Terminal.OfProcess(), TimeProvider.System, interrupts, Environment.GetEnvironmentVariable), args);
