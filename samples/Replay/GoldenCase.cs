namespace StableSpamCompose.Replay;

/// <summary>A recorded case and what reproduces it.</summary>
/// <param name="Name">Its name; before a slash, the folder that its problem is in.</param>
/// <param name="Optimizer">The optimizer of the library.</param>
/// <param name="Settings">Its settings.</param>
/// <param name="Blocks">Pattern of tensors' names to the length of their blocks.</param>
/// <param name="Groups">Pattern of tensors' names to what is set for them alone.</param>
public sealed record GoldenCase(
    string Name, string Optimizer, IReadOnlyDictionary<string, double> Settings, IReadOnlyDictionary<string, long> Blocks,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Groups)
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "data", "golden");

    /// <summary>The file of its problem.</summary>
    public string ProblemFile => Path.Combine(Folder, Path.GetDirectoryName(Name)!, "problem.json");

    /// <summary>The file of its record.</summary>
    public string CaseFile => Path.Combine(Folder, Name + ".json");

    /// <summary>All cases that come with the program.</summary>
    public static IReadOnlyList<GoldenCase> ReadAll() => [.. JsonPlace.Open(Path.Combine(Folder, "cases.json")).Items().Select(Read)];

    private static GoldenCase Read(JsonPlace place) => new(
        place.Member("case").Text(),
        place.Member("optimizer").Text(),
        Numbers(place.Member("settings")),
        Members(place, "blocks").ToDictionary(member => member.Name, member => (long)member.Value.Number()),
        Members(place, "groups").ToDictionary(member => member.Name, member => Numbers(member.Value)));

    private static IEnumerable<(string Name, JsonPlace Value)> Members(JsonPlace place, string name) =>
        place.Members().Where(member => member.Name == name).SelectMany(member => member.Value.Members());

    private static IReadOnlyDictionary<string, double> Numbers(JsonPlace place) =>
        place.Members().ToDictionary(member => member.Name, member => member.Value.Number());
}
