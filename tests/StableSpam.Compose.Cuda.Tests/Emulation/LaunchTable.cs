using System.Text.RegularExpressions;

namespace StableSpamCompose.Cuda.Tests.Emulation;

/// <summary>
/// What an emitted text says of the pointers that its kernels are given: how many values each leads to. It becomes a check in
/// C++ that the emulation makes before each launch, on the structs of the text themselves.
/// </summary>
internal sealed partial class LaunchTable
{
    private const string Entry = "TensorEntry";

    private readonly Pointer[] _launch;
    private readonly Pointer[] _entry;
    private readonly string[] _numbers;

    /// <param name="text">The emitted text.</param>
    public LaunchTable(string text)
    {
        _launch = PointersOf("Launch", text);
        _entry = PointersOf(Entry, text);
        _numbers = NumbersOf("Launch", text);
        Shape = NumbersOf("Shape", text);
    }

    private string[] Shape { get; }

    /// <summary>The pointers of every launch, in order.</summary>
    public IReadOnlyList<Pointer> OfLaunch => _launch;

    /// <summary>The pointers of every tensor's entry, in order.</summary>
    public IReadOnlyList<Pointer> OfEntry => _entry;

    /// <summary>The checks in C++: of a launch, of what all kernels may touch of a tensor, and of what a pass touches of those that it goes over.</summary>
    public string Check() => $$"""
        static bool emulated_check_tables(const Launch& launch)
        {
            const int {{string.Join(", ", _numbers.Select(number => $"{number} = launch.{number}"))}};
            {{Used(_numbers)}}
            {{Lines(_launch.Select(pointer => pointer.Expect("launch")))}}
            return emulated_expected();
        }

        static void emulated_check_entry(const Launch& launch, const TensorEntry& entry, bool isPassed)
        {
            const auto& [{{string.Join(", ", Shape)}}] = entry.shape;
            if (isPassed)
            {
                {{Lines(_entry.Where(pointer => pointer.IsOfPass).Select(pointer => pointer.Expect("entry")))}}
                return;
            }
            {{Lines(_entry.Where(pointer => !pointer.IsOfPass && !pointer.IsView).Select(pointer => pointer.Expect("entry")))}}
            {{Lines(_entry.Where(pointer => pointer.IsView).Select(pointer =>
                $"emulated_require(entry.{pointer.Name} == launch.{pointer.Name} + entry.group * {pointer.Extents[0]}, \"{pointer.Name} are not those of the tensor's group\");"))}}
        }
        """;

    private static string Used(IEnumerable<string> names) => string.Join(" ", names.Select(name => $"(void){name};"));

    private static string Lines(IEnumerable<string> lines) => string.Join("\n", lines);

    private static string BodyOf(string name, string text) => Regex.Match(text, $@"struct {name}\n\{{\n(.*?)\n\}};", RegexOptions.Singleline).Groups[1].Value;

    private static Pointer[] PointersOf(string name, string text)
    {
        Pointer[] pointers = [.. PointerField().Matches(BodyOf(name, text)).Select(field => new Pointer(
            field.Groups["type"].Value, field.Groups["name"].Value, field.Groups["comment"].Value,
            [.. Bracket().Matches(field.Groups["comment"].Value).Select(bracket => bracket.Groups[1].Value)]))];
        Assert.NotEmpty(pointers);
        Assert.All(pointers, pointer => Assert.NotEmpty(pointer.Extents));
        return pointers;
    }

    private static string[] NumbersOf(string name, string text) => [.. NumberField().Matches(BodyOf(name, text)).Select(field => field.Groups["name"].Value)];

    [GeneratedRegex(@"^\s*(?<type>[\w: ]+)\* (?<name>\w+);(?<comment>.*)$", RegexOptions.Multiline)]
    private static partial Regex PointerField();

    [GeneratedRegex(@"\[([^\]]*)\]")]
    private static partial Regex Bracket();

    [GeneratedRegex(@"^\s*(int|long long) (?<name>\w+);", RegexOptions.Multiline)]
    private static partial Regex NumberField();

    /// <summary>A pointer of a struct.</summary>
    /// <param name="Type">The type of what it leads to.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="Comment">What stands behind it.</param>
    /// <param name="Extents">How many values there are at least.</param>
    internal sealed record Pointer(string Type, string Name, string Comment, string[] Extents)
    {
        /// <summary>Whether kernels write there.</summary>
        public bool IsWritten => !Type.StartsWith("const ", StringComparison.Ordinal);

        /// <summary>Whether the type is that of the storages that a kernel is compiled for, and so only right for the tensors that it goes over.</summary>
        public bool IsOfPass => Type.Contains("PARAMETER", StringComparison.Ordinal) || Type.Contains("GRADIENT", StringComparison.Ordinal);

        /// <summary>Whether it leads into what the launch has for all groups.</summary>
        public bool IsView => Name == "groupTotals" && Type.StartsWith("const ", StringComparison.Ordinal);

        /// <summary>The statement that checks it.</summary>
        public string Expect(string owner)
        {
            string calls = string.Join(" ", Extents.Select(extent => $"emulated_extent(\"{Name}\", {owner}.{Name}, {extent}, {(IsWritten ? "true" : "false")});"));
            return Comment.Contains("or null", StringComparison.Ordinal) ? $"if ({owner}.{Name} != nullptr) {{ {calls} }}" : calls;
        }
    }
}
