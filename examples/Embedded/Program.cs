// A council inside another program: three clients of your own, no server, no key. Run it: dotnet run --project examples/Embedded
using AiCouncil;
using AiCouncil.Requests;
using Embedded;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

var builder = Host.CreateApplicationBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Configuration["Council:Sqlite:Path"] = ":memory:"; // leave this line out and requests survive a crash

builder.Services.AddAiCouncil(builder.Configuration)
    .AddModel("careful", _ => new FixedChatClient("17 * 24 is 17 * 20 + 17 * 4 = 340 + 68.\nFINAL ANSWER: 408"), m => m.Family = "one")
    .AddModel("quick", _ => new FixedChatClient("FINAL ANSWER: 408"), m => m.Family = "two")
    .AddModel("sloppy", _ => new FixedChatClient("FINAL ANSWER: 398"), m => m.Family = "three")
    .UseSqlite()
    .AddWorker();

using var host = builder.Build();
await host.StartAsync();

var council = host.Services.GetRequiredService<ICouncil>();
var answer = await council.AskAsync(CouncilRequest.From("What is 17 * 24?") with { Mode = ExecutionMode.BestQuality });

Console.WriteLine(answer.Content);
foreach (var member in answer.Members)
{
    Console.WriteLine($"  {member.Model}: {member.State}, {(member.Agrees == true ? "agrees" : "dissents")}");
}

await host.StopAsync();
return answer.Status == RequestState.Completed ? 0 : 1;
