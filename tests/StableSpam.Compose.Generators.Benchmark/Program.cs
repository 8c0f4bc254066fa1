using StableSpamCompose.Generators;
using StableSpamCompose.Generators.Benchmark;

// First comes what a process does once: .NET compiles the generator's own code meanwhile.
string[] library = LibraryText.Optimizers;
var project = new ThousandRecipes(library);
IReadOnlyDictionary<string, string> sources = project.Sources();
foreach ((string heat, int rounds) in new[] { ("soon after", 1), ("warm", 41) })
{
    (string What, double Milliseconds)[] times = [.. project.Time(new OptimizerGenerator(), rounds)];
    Dictionary<string, double> floor = project.Time(new CopyingGenerator(sources), rounds).ToDictionary();
    Console.WriteLine($"1000 recipes, {heat}; beside it what the C# compiler takes for as many files and sources by itself");
    foreach ((string what, double time) in times) Print(what, time, floor[what]);
}

Console.WriteLine("one recipe, warm");
for (int i = 0; i < 10; i++) Stages();
foreach ((string stage, double time) in Stages().Times) Print(stage, time);

CompilerStages Stages()
{
    var stages = new CompilerStages();
    foreach (string recipe in library) stages.Compile(recipe);
    return stages;
}

static void Print(string what, params double[] times) =>
    Console.WriteLine(FormattableString.Invariant($"  {what,-28}{string.Concat(times.Select(time => FormattableString.Invariant($"{time,10:0.00} ms")))}"));
