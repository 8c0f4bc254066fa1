using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;
using StableSpamCompose.Generators.Tests.Driver;

// How long the generator takes for a project of a thousand recipes: from cold, after an edit of one of them, after an edit of a
// transform that one of them uses, and after an edit of C# that concerns none.
const int Recipes = 1000;
const string OwnTransform = "transform: Own\nrule: |\n  g = 0.5 * g\n";

string[] library =
[
    .. Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(name => name.EndsWith(".yaml", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal).Select(Read),
];
Project project = Project.Empty.WithRecipe("/r/own.transform.yaml", OwnTransform).WithRecipe("/r/own.optimizer.yaml", "optimizer: Own\nchain: [Own]\n");
for (int i = 1; i < Recipes; i++) project = project.WithRecipe($"/r/o{i}.optimizer.yaml", Renamed(library[i % library.Length], $"Optimizer{i}"));

// The library itself and the generator's code are warm after a small project; what a build server keeps is not what is measured.
Project.Empty.WithRecipe("/r/a.optimizer.yaml", library[0]).Run();

Session session = Timed($"{Recipes} recipes from cold", project.Session);
Console.WriteLine($"  {session.Outcome.Sources.Count} sources, {session.Outcome.Sources.Values.Sum(text => (long)text.Length) / 1024} KiB, {session.Outcome.Diagnostics.Count} diagnostics");
if (session.Outcome.Sources.Count != Recipes) throw new InvalidOperationException(string.Join('\n', session.Outcome.Diagnostics.Take(5)));
string edited = Renamed(library[7 % library.Length], "Optimizer7");
for (int i = 1; i <= 3; i++)
{
    string tail = string.Concat(Enumerable.Repeat("# edit\n", i));
    session = Timed("a comment in one recipe", () => session.EditRecipe("/r/o7.optimizer.yaml", edited + tail));
    session = Timed("one recipe for another", () => session.EditRecipe("/r/o7.optimizer.yaml", Renamed(library[(7 + i) % library.Length], "Optimizer7")));
    session = Timed("a transform of one recipe", () => session.EditRecipe("/r/own.transform.yaml", OwnTransform.Replace("0.5", $"0.{i}", StringComparison.Ordinal)));
    session = Timed("an unrelated edit in C#", () => session.EditSource("/r/Other.cs", $"class Other{i};"));
}

static Session Timed(string what, Func<Session> work)
{
    var clock = Stopwatch.StartNew();
    Session result = work();
    Console.WriteLine(FormattableString.Invariant($"{what,-28} {clock.Elapsed.TotalMilliseconds,9:0.0} ms"));
    return result;
}

static string Renamed(string recipe, string name) => Regex.Replace(recipe, "^optimizer: .*", "optimizer: " + name, RegexOptions.Multiline);

static string Read(string resource)
{
    using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!);
    return reader.ReadToEnd();
}
