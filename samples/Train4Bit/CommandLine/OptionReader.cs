using System.CommandLine;
using System.Globalization;
using StableSpamCompose.JustInTime;
using StableSpamCompose.Optimizers;
using StableSpamCompose.Plans;
using StableSpamCompose.Train4Bit.Model;
using StableSpamCompose.Train4Bit.Quantisation;
using StableSpamCompose.Train4Bit.Training;

namespace StableSpamCompose.Train4Bit.CommandLine;

/// <summary>Reads what the command line gives; what is wrong with it is said in a line.</summary>
/// <param name="parsed">The command line.</param>
internal sealed class OptionReader(ParseResult parsed)
{
    private const int MostThreads = 1024;

    private static readonly string[] DefaultOptimizers = ["Adam", "StableSpam", "StableSpamAuthors"];
    private static readonly double[] DefaultRates = [3e-3, 1e-2, 2e-2];

    /// <summary>The folder for files.</summary>
    public string Folder => parsed.GetValue(Options.Out) ?? Path.Combine("artifacts", "train4bit");

    /// <summary>The threads.</summary>
    public int Threads() => Whole(Options.Threads, Environment.ProcessorCount, 1, MostThreads);

    /// <summary>Steps between checkpoints.</summary>
    public int CheckpointEvery() => Whole(Options.CheckpointEvery, 0, 0, int.MaxValue);

    /// <summary>What all runs share.</summary>
    public SessionSettings Settings()
    {
        ModelShape shape = Named(Options.Model, parsed.GetValue(Options.Model) ?? "nano", ModelShape.Named, known => known.Name);
        TextCorpus corpus = TextCorpus.Read(parsed.GetValue(Options.Text) ?? TextCorpus.BundledFile);
        int context = Whole(Options.Context, 128, 1, 1 << 16);
        corpus.CheckContext(context);
        int steps = Whole(Options.Steps, 300, 1, int.MaxValue);
        int warmup = Whole(Options.Warmup, steps / 10, 0, steps);
        int interval = Whole(Options.Interval, 100, 0, int.MaxValue);
        return new SessionSettings(
            shape, corpus, steps, warmup, Whole(Options.Batch, 8, 1, 1 << 16), context, interval, Groups(shape));
    }

    /// <summary>The optimizers.</summary>
    public IReadOnlyList<OptimizerInfo> Optimizers()
    {
        string? recipe = parsed.GetValue(Options.Recipe);
        string[] names = List(Options.Optimizer) ?? (recipe is null ? DefaultOptimizers : []);
        List<OptimizerInfo> optimizers = [.. names.Select(FromLibrary)];
        if (recipe is not null)
            optimizers.Add(Compile(recipe));
        if (optimizers.GroupBy(optimizer => optimizer.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new TrainException($"--optimizer: {twice.Key} is there twice; runs are told apart by its name.");
        return optimizers;
    }

    /// <summary>The runs: those that are compared with each other come one after the other.</summary>
    public IReadOnlyList<RunChoice> Choices(IReadOnlyList<OptimizerInfo> optimizers)
    {
        Precision[] precisions =
            [.. (List(Options.Precision) ?? ["fp4"]).Select(name => Named(Options.Precision, name, Precision.All, known => known.Name))];
        double[] rates = List(Options.LearningRate)?.Select(Rate).ToArray() ?? DefaultRates;
        long[] seeds = [.. (List(Options.Seed) ?? ["0"]).Select(Seed)];
        RunChoice[] choices =
        [
            .. from seed in seeds
               from precision in precisions
               from rate in rates
               from optimizer in optimizers
               select new RunChoice(optimizer, precision, rate, seed),
        ];
        if (choices.GroupBy(choice => choice.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new TrainException($"The run {twice.Key} is there twice; give each value once.");
        foreach (RunChoice choice in choices)
            CheckRate(choice);
        return choices;
    }

    private static OptimizerInfo FromLibrary(string name)
    {
        try
        {
            return OptimizerRegistry.Find(OptimizerLibrary.All, name);
        }
        catch (ArgumentException e)
        {
            throw new TrainException($"--optimizer {name}: {e.Message}");
        }
    }

    private static OptimizerInfo Compile(string file)
    {
        if (!File.Exists(file))
            throw new TrainException($"--recipe {file}: there is no such file; check the path.");
        try
        {
            return RecipeCompilation.Compile(file);
        }
        catch (RecipeException e)
        {
            throw new TrainException(e.Message);
        }
    }

    private static double Rate(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double rate) && double.IsFinite(rate)
            ? rate
            : throw new TrainException($"--lr {text}: this is no number; write one such as 0.01 or 1e-3.");

    private static long Seed(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long seed)
            ? seed
            : throw new TrainException($"--seed {text}: write a whole number.");

    /// <summary>All rates of the schedule lie between 0 and the highest.</summary>
    private static void CheckRate(RunChoice choice)
    {
        foreach (double rate in (double[])[0, choice.LearningRate])
        {
            if (!choice.Optimizer.LearningRate.Range.Contains(rate))
            {
                throw new TrainException(
                    $"--lr {choice.LearningRateText}: the schedule begins at 0, and {choice.Optimizer.Name} takes rates in "
                    + $"{choice.Optimizer.LearningRate.Range}.");
            }
        }
    }

    private static T Named<T>(Option option, string name, IReadOnlyList<T> known, Func<T, string> nameOf)
        where T : class =>
        known.FirstOrDefault(item => nameOf(item) == name)
        ?? throw new TrainException($"{option.Name} {name}: there is none of that name; there are {string.Join(", ", known.Select(nameOf))}.");

    private GroupSizes Groups(ModelShape shape)
    {
        GroupSizes scaled = GroupSizes.For(shape);
        int weights = Whole(Options.WeightGroup, scaled.Weights, 1, int.MaxValue);
        var groups = new GroupSizes(weights, Whole(Options.ActivationGroup, weights, 1, int.MaxValue));
        return groups.DivideWeightsOf(shape)
            ? groups
            : throw new TrainException(
                $"--weight-group {weights}: the weights of {shape.Name} do not consist of such groups; {scaled.Weights} divides them.");
    }

    private string[]? List(Option<string?> option)
    {
        if (parsed.GetValue(option) is not { } text)
            return null;
        string[] items = text.Split(',', StringSplitOptions.TrimEntries);
        return items.Contains("") ? throw new TrainException($"{option.Name} {text}: write values with a comma between them.") : items;
    }

    private int Whole(Option<string?> option, int otherwise, int least, int most)
    {
        if (parsed.GetValue(option) is not { } text)
            return otherwise;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most)
            return number;
        string range = most == int.MaxValue ? $"of at least {least}" : $"from {least} to {most}";
        throw new TrainException($"{option.Name} {text}: write a whole number {range}.");
    }
}
