using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using StableSpamCompose.Generators.Tests.Driver;

namespace StableSpamCompose.Generators.Benchmark;

/// <summary>A project of a thousand recipes in an editor: the first run of a generator, and runs after edits.</summary>
internal sealed class ThousandRecipes
{
    private const int Recipes = 1000;
    private const string OwnRecipe = "/r/own.optimizer.yaml";
    private const string OwnTransform = "/r/own.transform.yaml";
    private const string OwnRule = "transform: Own\nrule: |\n  g = 0.5 * g\n";
    private const string Edited = "/r/o7.optimizer.yaml";

    private readonly string[] _library;
    private readonly Project _project;

    /// <summary>Fills the project with the optimizers of the library, each under many names, and with one that has a transform of its own.</summary>
    public ThousandRecipes(string[] library)
    {
        _library = library;
        _project = Project.Empty.WithoutTracking().WithRecipe(OwnTransform, OwnRule).WithRecipe(OwnRecipe, "optimizer: Own\nchain: [Own]\n");
        for (int i = 1; i < Recipes; i++) _project = _project.WithRecipe($"/r/o{i}.optimizer.yaml", Renamed(i, $"Optimizer{i}"));
    }

    /// <summary>What the generator makes of the recipes, by their paths.</summary>
    public IReadOnlyDictionary<string, string> Sources()
    {
        var clock = Stopwatch.StartNew();
        Outcome outcome = _project.Run();
        TimeSpan time = clock.Elapsed;
        if (outcome.Sources.Count != Recipes) throw new InvalidOperationException(string.Join('\n', outcome.Diagnostics.Take(5)));
        Console.WriteLine($"{Recipes} recipes make {outcome.Sources.Values.Sum(text => (long)text.Length) / 1024} KiB of C#, in a new process in {time.TotalMilliseconds:0} ms");
        return Enumerable.Range(1, Recipes - 1).ToDictionary(i => $"/r/o{i}.optimizer.yaml", i => outcome.Sources[$"Own.Optimizer{i}.g.cs"])
            .Append(new(OwnRecipe, outcome.Sources["Own.Own.g.cs"])).ToDictionary();
    }

    /// <summary>Milliseconds of the first run, and the medians of runs after edits.</summary>
    /// <param name="generator">The generator.</param>
    /// <param name="rounds">How many edits of each kind there are.</param>
    public IEnumerable<(string What, double Milliseconds)> Time(IIncrementalGenerator generator, int rounds)
    {
        var times = new Dictionary<string, List<double>>();
        Session session = null!;
        void Measure(string what, Func<Session> work)
        {
            var clock = Stopwatch.StartNew();
            session = work();
            if (!times.TryGetValue(what, out List<double>? all)) times.Add(what, all = []);
            all.Add(clock.Elapsed.TotalMilliseconds);
        }

        Measure("from cold", _project.WithGenerator(generator).Session);
        for (int round = 1; round <= rounds; round++)
        {
            string recipe = Renamed(7 + round, "Optimizer7");
            Measure("one recipe becomes another", () => session.EditRecipe(Edited, recipe));
            Measure("a comment in a recipe", () => session.EditRecipe(Edited, recipe + "# edit\n"));
            Measure("a recipe has another name", () => session.EditRecipe(Edited, Renamed(7 + round, $"Renamed{round}")));
            Measure("a transform of one recipe", () => session.EditRecipe(OwnTransform, OwnRule.Replace("0.5", $"0.{round}", StringComparison.Ordinal)));
            Measure("an unrelated edit in C#", () => session.EditSource("/r/Other.cs", $"class Other{round};"));
        }
        return times.Select(time => (time.Key, time.Value.Order().ElementAt(time.Value.Count / 2)));
    }

    private string Renamed(int recipe, string name) =>
        Regex.Replace(_library[recipe % _library.Length], "^optimizer: .*", "optimizer: " + name, RegexOptions.Multiline);
}
