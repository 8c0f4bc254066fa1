using System.Text.Json;
using StableSpamCompose.Train4Bit.CommandLine;

namespace StableSpamCompose.Train4Bit.Tests.Training;

/// <summary>Runs the program as its command line would.</summary>
internal static class Sessions
{
    /// <summary>A model and batches that are done in a moment.</summary>
    public static readonly string[] Small = ["--batch", "2", "--context", "16", "--steps", "12"];

    public static (int Code, string Output, string Errors) Run(params string[] arguments) => Run(CancellationToken.None, arguments);

    public static (int Code, string Output, string Errors) Run(CancellationToken stop, params string[] arguments)
    {
        using StringWriter output = new(), errors = new();
        int code = TrainCommand.Run(arguments, output, errors, terminal: null, stop);
        return (code, output.ToString(), errors.ToString());
    }

    /// <summary>The runs of a session without the time they took.</summary>
    public static string[] Runs(string folder)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "runs.json")));
        return
        [
            .. document.RootElement.GetProperty("runs").EnumerateArray().Select(run => string.Join(
                '\n', run.EnumerateObject().Where(member => member.Name != "seconds").Select(member => $"{member.Name} {member.Value}"))),
        ];
    }
}
