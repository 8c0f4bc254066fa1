using StableSpamCompose.Train4Bit.CommandLine;

namespace StableSpamCompose.Train4Bit.Tests.Training;

public sealed class TrainCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string[], string> Mistakes => new()
    {
        { ["--optimizer", "StableSpan"], "--optimizer StableSpan: There is no optimizer 'StableSpan'. Did you mean 'StableSpam'?" },
        { ["--optimizer", "Adam,Adam"], "--optimizer: Adam is there twice" },
        { ["--optimizer", "Adam,"], "--optimizer Adam,: write values with a comma between them." },
        { ["--precision", "fp5"], "--precision fp5: there is none of that name; there are fp4, fp4-authors, int4, int3, int2, bf16, fp32." },
        { ["--model", "tiny"], "--model tiny: there is none of that name; there are nano, micro, 60m, 130m, 350m, 1b." },
        { ["--lr", "x"], "--lr x: this is no number" },
        { ["--lr", "-1"], "--lr -1: the schedule begins at 0, and Adam takes rates in [0, inf)." },
        { ["--lr", "1e-2,0.01"], "The run Adam-fp4-lr0.01-seed0 is there twice; give each value once." },
        { ["--seed", "a"], "--seed a: write a whole number." },
        { ["--steps", "0"], "--steps 0: write a whole number of at least 1." },
        { ["--steps", "10", "--warmup", "11"], "--warmup 11: write a whole number from 0 to 10." },
        { ["--threads", "many"], "--threads many: write a whole number from 1 to 1024." },
        { ["--weight-group", "100"], "--weight-group 100: the weights of nano do not consist of such groups; 64 divides them." },
        { ["--text", "nowhere.txt"], "--text nowhere.txt: there is no such file; check the path." },
        { ["--recipe", "nowhere.yaml"], "--recipe nowhere.yaml: there is no such file; check the path." },
        { ["--context", "65536"], "--context 65536: moby-dick.txt has 1212007 bytes, of which 60601 validate; a context is at most 60600." },
        { ["--resume"], "--resume: there is no " },
        { ["--nonsense"], "Unrecognized command or argument '--nonsense'." },
        { ["--optimizer"], "Required argument missing for option: '--optimizer'." },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_said_in_one_line(string[] arguments, string beginning)
    {
        (int code, string output, string errors) = Sessions.Run(["--out", _folder.Path, .. arguments]);

        Assert.Equal(TrainCommand.Mistaken, code);
        Assert.StartsWith(beginning, errors);
        Assert.Single(errors.TrimEnd().Split('\n'));
        Assert.Equal("", output);
    }

    [Fact]
    public void A_text_that_is_empty_or_short_is_a_mistake()
    {
        string empty = _folder.File("empty.txt"), tiny = _folder.File("tiny.txt");
        File.WriteAllText(empty, "");
        File.WriteAllText(tiny, "ab");

        Assert.Equal((2, "", $"--text {empty}: the file is empty.{Environment.NewLine}"), Sessions.Run("--out", _folder.Path, "--text", empty));
        Assert.Equal(
            (2, "", $"--context 128: tiny.txt has 2 bytes, of which 1 validate; that is too short for any context.{Environment.NewLine}"),
            Sessions.Run("--out", _folder.Path, "--text", tiny));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_a_mistake()
    {
        string file = _folder.File("file");
        File.WriteAllText(file, "");

        (int code, _, string errors) = Sessions.Run("--out", Path.Combine(file, "below"));

        Assert.Equal(TrainCommand.Mistaken, code);
        Assert.StartsWith($"--out {Path.Combine(file, "below")}: nothing can be written there (", errors);
        Assert.Single(errors.TrimEnd().Split('\n'));
    }

    [Fact]
    public void A_session_of_another_model_is_not_gone_on_with()
    {
        string[] small = [.. Sessions.Small, "--out", _folder.Path, "--optimizer", "Adam", "--lr", "1e-3"];
        Assert.Equal(TrainCommand.Finished, Sessions.Run(small).Code);

        (int code, _, string errors) = Sessions.Run([.. small, "--model", "micro", "--resume"]);

        Assert.Equal(TrainCommand.Mistaken, code);
        Assert.Equal(
            $"{_folder.File("runs.json")}: it was made with model nano, and this run has model micro; give the same settings, or another --out.",
            errors.TrimEnd());
    }

    [Fact]
    public void A_session_ends_in_a_table_and_a_report()
    {
        (int code, string output, string errors) = Sessions.Run(
            [.. Sessions.Small, "--out", _folder.Path, "--optimizer", "Adam,Lion", "--lr", "1e-3,2e-3", "--precision", "int3,bf16"]);

        Assert.Equal((TrainCommand.Finished, ""), (code, errors));
        Assert.Equal(8, Sessions.Runs(_folder.Path).Length);
        string[] lines = output.TrimEnd().Split(Environment.NewLine);
        Assert.Equal($"Report: {_folder.File("report.html")}", lines[^1]);
        Assert.Equal("optimizer  precision     lr  seed  validation loss  perplexity  spikes  largest norm / median", lines.Single(line => line.StartsWith("optimizer", StringComparison.Ordinal)));
        Assert.Equal(4, lines.Count(line => line.StartsWith("Lion ", StringComparison.Ordinal)));
        Assert.Contains(lines, line => line.StartsWith("Best rate in int3: Adam ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_stopped_session_says_how_to_go_on_and_does()
    {
        string[] small = [.. Sessions.Small, "--optimizer", "StableSpam", "--lr", "1e-3", "--out"];
        using var whole = new TemporaryFolder();
        Sessions.Run([.. small, whole.Path]);

        (int code, string output, _) = Sessions.Run(new CancellationToken(canceled: true), [.. small, _folder.Path]);
        Assert.Equal(TrainCommand.Stopped, code);
        Assert.EndsWith("Stopped, with a checkpoint: the same command with --resume goes on.", output.TrimEnd());

        Assert.Equal(TrainCommand.Finished, Sessions.Run([.. small, _folder.Path, "--resume"]).Code);
        Assert.Equal(Sessions.Runs(whole.Path), Sessions.Runs(_folder.Path));
    }

    [Fact]
    public void A_recipe_is_compiled_and_trained_with()
    {
        string recipe = _folder.File("mine.optimizer.yaml");
        File.WriteAllText(recipe, "optimizer: Mine\nsummary: Mine.\nchain: [AdaGN, Lion]\n");

        (int code, string output, string errors) = Sessions.Run([.. Sessions.Small, "--out", _folder.Path, "--recipe", recipe, "--lr", "1e-3"]);
        Assert.Equal((TrainCommand.Finished, ""), (code, errors));
        Assert.Contains("optimizer Mine", Sessions.Runs(_folder.Path).Single());
        Assert.Contains("AdaGN: size = norm(g)", File.ReadAllText(_folder.File("report.html")));

        File.WriteAllText(recipe, "optimizer: Mine\nsummary: Mine.\nchain: [AdaGM]\n");
        (code, _, errors) = Sessions.Run("--out", _folder.Path, "--recipe", recipe);
        Assert.Equal(TrainCommand.Mistaken, code);
        Assert.StartsWith($"{recipe}(3,9): error SSC", errors);
    }
}
