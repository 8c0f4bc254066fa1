using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using StableSpamCompose.Cuda.Tests.Emulation;
using StableSpamCompose.Cuda.Tests.Engines;

namespace StableSpamCompose.Cuda.Tests.Driver;

/// <summary>
/// The stub looks at all that a launch is given: here each pointer and each number of each launch is broken, between the engine
/// and the stub, and must be noticed by its name.
/// </summary>
[Collection(nameof(EmulatedDevice))]
public sealed unsafe partial class LaunchTests : IDisposable
{
    private const int PointerSize = 8;

    // Every kind of pointer that there is belongs to a step of one of these.
    private static readonly Dictionary<string, Func<CompiledOptimizer>> Optimizers = new()
    {
        ["StableSpam"] = () => Library.Find("StableSpam"),
        ["Adafactor"] = () => Library.Find("Adafactor"),
        ["AdamMini"] = () => Library.Find("AdamMini"),
        ["AdamGradClip"] = () => Library.Find("AdamGradClip"),
        ["CompactAdamW"] = () => Library.Find("CompactAdamW"),
        ["Lamb"] = () => Library.Find("Lamb"),
        ["a group's state, and a skip"] = () => CompiledOptimizer.Compile(
            "optimizer: Own\nchain: [SkipNonFinite, X, Adam]\n",
            "transform: X\nstate: { s: { per: group, initial: 2 } }\nrule: |\n  s = 0.5 * s + norm(g, over: group)\n  g = g / s\n"),
    };

    // Matrices, so that one program has them all; each has two chunks, two rows and two columns at least.
    private static readonly TestProblem Problem = TestProblem.Random([[3, 1500], [2, 70, 33], [130, 33]], steps: 3, seed: 6);

    private static Spoiling _spoiling = new("", 0, 0, _ => { });

    private readonly CudaDevice _device;

    public LaunchTests()
    {
        EmulatedDevice.Recover();
        EmulatedDevice.Be(8, 0, multiprocessors: 1, residentBlocks: 3);
        EmulatedDevice.Order(0);
        _device = new CudaDevice();
    }

    public static TheoryData<string> Names => [.. Optimizers.Keys];

    public void Dispose()
    {
        EmulatedDevice.Spoil(null);
        EmulatedDevice.Recover();
        _device.Dispose();
    }

    [EmulatedTheory]
    [MemberData(nameof(Names))]
    public void Every_pointer_of_every_launch_is_looked_at(string name)
    {
        CompiledOptimizer optimizer = Optimizers[name]();
        using EngineRun run = EngineRun.OnDevice(optimizer, Problem, Storages.Float, _device, new EmulatedCompiler());
        run.Step(1);
        EmulatedDevice.Launched();
        run.Step(2);
        string[] kernels = EmulatedDevice.Launched();
        Assert.Equal(optimizer.Programs[0].Plan.Launches, kernels.Length);
        run.Prepare(1);
        var table = new LaunchTable(optimizer.Programs[0].Source.Text);
        foreach (string kernel in kernels)
        {
            Place[] places = [.. PlacesOf(table).Where(place => kernel.StartsWith("pass", StringComparison.Ordinal) || !(place.Pointer.IsOfPass || place.Pointer.Name == "chunks"))];
            var bytes = new Dictionary<Place, nint>();
            foreach (Place place in places.Where(place => place.Pointer.Comment.Trim() != "// [0]"))
            {
                string problem = Break(run, kernel, place, pointer => *pointer = 64);
                if (place.Pointer.IsView)
                {
                    Assert.Contains("groupTotals are not those of the tensor's group", problem);
                    continue;
                }
                bytes[place] = SizeIn(problem, place, there: 0);
            }
            foreach ((Place place, nint needed) in bytes)
            {
                BreakByCopy(run, kernel, place, needed);
                if (place.Pointer.IsWritten) BreakByOverlap(run, kernel, place, needed, bytes);
            }
        }
    }

    [Theory]
    [InlineData(@"^PARAMETER::Number parameter \[length\]")]
    [InlineData(@"^const GRADIENT::Number gradient \[length\]")]
    [InlineData(@"^STATE::Number \w+ \[length\]")]
    [InlineData(@"^BFloat16::Number \w+ \[length\]")]
    [InlineData(@"^float kept\w+ \[length\]")]
    [InlineData(@"^float \w+ \[matrices \* rows\]")]
    [InlineData(@"^float \w+ \[matrices \* columns\]")]
    [InlineData(@"^float \w+ \[blocks\]")]
    [InlineData(@"^double \w+ \[matrices\]")]
    [InlineData(@"^float columnPartials \[matrices \*")]
    [InlineData(@"^const double oldStates \[[1-9]\]")]
    [InlineData(@"^double newStates \[[1-9]\]")]
    [InlineData(@"^const double oldGroupStates \[[1-9]\]")]
    [InlineData(@"^double newGroupStates \[[1-9]\] or null")]
    [InlineData(@"^const double groupTotals \[[1-9]\]")]
    [InlineData(@"^double contributions \[(2 \* )?placeCount\]")]
    [InlineData(@"^double groupTotals \[(2 \* )?groupCount\]")]
    [InlineData(@"^float partials \[(2 \* )?chunkCount\]")]
    [InlineData(@"^u32 skipped \[1\]")]
    public void Every_kind_of_pointer_is_among_them(string kind)
    {
        IEnumerable<LaunchTable> tables = Optimizers.Values.Select(optimizer => new LaunchTable(optimizer().Programs[0].Source.Text));
        Assert.Contains(tables.SelectMany(table => table.OfLaunch.Concat(table.OfEntry)), pointer => Regex.IsMatch($"{pointer.Type} {pointer.Name} {pointer.Comment.Trim()[3..]}", kind));
    }

    [EmulatedTheory]
    [InlineData("StableSpam", "pass2", "Launch", "firstChunk", 1000, "the chunks end before they begin")]
    [InlineData("StableSpam", "pass2", "Launch", "firstChunk", 1, "the chunks of a tensor do not follow each other")]
    [InlineData("StableSpam", "pass2", "Launch", "endChunk", 1, "chunks that should have")]
    [InlineData("StableSpam", "pass1", "Launch", "chunkCount", 1, "partials that should have")]
    [InlineData("StableSpam", "pass1", "Launch", "chunkCount", -1, "the partials of a tensor lie outside")]
    [InlineData("StableSpam", "pass1", "Launch", "entryCount", -1, "a chunk is of no tensor")]
    [InlineData("StableSpam", "pass1", "Launch", "entryCount", 1, "the launch is")]
    [InlineData("AdamGradClip", "pass1", "Launch", "placeCount", -1, "a tensor has no place")]
    [InlineData("AdamGradClip", "fold1", "Launch", "placeCount", 1, "groups that should have")]
    [InlineData("AdamGradClip", "fold1", "Launch", "groupCount", -1, "a tensor is in no group")]
    [InlineData("AdamGradClip", "fold1", "Launch", "groupCount", 1, "groupTotals that should have")]
    [InlineData("StableSpam", "pass0", "TensorEntry", "step", 3, "a tensor has no step values")]
    [InlineData("StableSpam", "pass0", "TensorEntry", "step", -3, "a tensor has no step values")]
    [InlineData("AdamGradClip", "pass0", "TensorEntry", "group", 1, "has another group")]
    [InlineData("AdamGradClip", "pass0", "TensorEntry", "group", -1, "a tensor is in no group")]
    [InlineData("StableSpam", "pass0", "TensorEntry", "firstChunk", 1, "the partials of a tensor lie outside")]
    [InlineData("CompactAdamW", "pass0", "TensorEntry", "ordinal", -1, "tensors do not have numbers of their own")]
    [InlineData("AdamGradClip", "fold1", "TensorEntry", "place", -1, "tensors share a place")]
    [InlineData("AdamGradClip", "fold1", "TensorEntry", "place", 1, "a tensor has no place")]
    [InlineData("Adafactor", "parts2", "Shape", "rows", 1000, "that should have")]
    [InlineData("Adafactor", "parts2", "Shape", "columns", 1000, "that should have")]
    [InlineData("AdamMini", "pass1", "Shape", "blocks", 100, "that should have")]
    public void Every_number_is_looked_at(string name, string kernel, string table, string field, int change, string expected)
    {
        CompiledOptimizer optimizer = Optimizers[name]();
        using EngineRun run = EngineRun.OnDevice(optimizer, Problem, Storages.Float, _device, new EmulatedCompiler());
        run.Step(1);
        run.Prepare(1);
        var pointers = new LaunchTable(optimizer.Programs[0].Source.Text);
        int offset = OffsetOf(optimizer.Programs[0].Source.Text, table, field) + (table == "Shape" ? PointerSize * pointers.OfEntry.Count : 0);
        _spoiling = new Spoiling(kernel, offset, table == "Launch" ? -1 : EntrySize(pointers, Problem.Tensors - 1), place => *(int*)place += change);
        Assert.Contains(expected, Fail(run));
    }

    private static IEnumerable<Place> PlacesOf(LaunchTable table)
    {
        foreach ((LaunchTable.Pointer pointer, int index) in table.OfLaunch.Select((pointer, index) => (pointer, index)))
            yield return new Place(pointer, index * PointerSize, -1);
        // Of the first tensor, which writes the states of its group.
        foreach ((LaunchTable.Pointer pointer, int index) in table.OfEntry.Select((pointer, index) => (pointer, index)))
            yield return new Place(pointer, index * PointerSize, 0);
    }

    // Too small by a byte, whatever is in it.
    private static void BreakByCopy(EngineRun run, string kernel, Place place, nint needed)
    {
        nint copy = EmulatedDevice.Allocate(Math.Max(1, needed - 1));
        try
        {
            string problem = Break(run, kernel, place, pointer =>
            {
                Buffer.MemoryCopy((void*)*pointer, (void*)copy, needed - 1, needed - 1);
                *pointer = copy;
            });
            Assert.Equal(needed, SizeIn(problem, place, needed - 1));
        }
        finally
        {
            EmulatedDevice.Release(copy);
        }
    }

    // The largest that is another's.
    private static void BreakByOverlap(EngineRun run, string kernel, Place place, nint needed, Dictionary<Place, nint> all)
    {
        (Place other, nint there) = all.Where(other => other.Key != place).MaxBy(other => other.Value);
        nint another = 0;
        _spoiling = new Spoiling(kernel, other.Offset, other.Entry, pointer => another = *pointer)
        {
            Then = new Spoiling(kernel, place.Offset, place.Entry, pointer => *pointer = another),
        };
        string problem = Fail(run);
        Assert.Contains(place.Pointer.Name, problem);
        // What the tensors have of the totals is compared with these first.
        if (there >= needed && place.Pointer.Name != "groupTotals") Assert.Contains("overlap with", problem);
    }

    private static string Break(EngineRun run, string kernel, Place place, Spoiling.Change change)
    {
        _spoiling = new Spoiling(kernel, place.Offset, place.Entry, change);
        return Fail(run);
    }

    private static string Fail(EngineRun run)
    {
        EmulatedDevice.Spoil(&Spoil);
        CudaException failure = Assert.Throws<CudaException>(run.Engine.Step);
        EmulatedDevice.Spoil(null);
        EmulatedDevice.Recover();
        return failure.Message;
    }

    private static nint SizeIn(string problem, Place place, nint there)
    {
        Match match = Given().Match(problem);
        Assert.True(match.Success, $"{place.Pointer.Name}: {problem}");
        Assert.Equal(place.Pointer.Name, match.Groups["name"].Value);
        Assert.Equal(there, nint.Parse(match.Groups["there"].ValueSpan, CultureInfo.InvariantCulture));
        return nint.Parse(match.Groups["needed"].ValueSpan, CultureInfo.InvariantCulture);
    }

    // All fields before are pointers, or numbers as large as they are.
    private static int OffsetOf(string text, string table, string field)
    {
        int offset = 0;
        foreach (string line in text[text.IndexOf($"struct {table}\n", StringComparison.Ordinal)..].Split('\n').Skip(2))
        {
            string declaration = line.Split(';')[0].Trim();
            if (declaration.EndsWith(' ' + field, StringComparison.Ordinal)) return offset;
            offset += declaration.StartsWith("int ", StringComparison.Ordinal) ? sizeof(int) : declaration.StartsWith("Shape ", StringComparison.Ordinal) ? 8 * sizeof(long) : sizeof(long);
        }
        throw new ArgumentException($"{table} has no {field}.");
    }

    private static int EntrySize(LaunchTable table, int entries) => entries * ((table.OfEntry.Count * PointerSize) + (8 * sizeof(long)) + (6 * sizeof(int)));

    [UnmanagedCallersOnly]
    private static void Spoil(byte* kernel, byte* argument)
    {
        if (Marshal.PtrToStringUTF8((nint)kernel) == _spoiling.Kernel) _spoiling.Apply(argument);
    }

    [GeneratedRegex("the launch is given (?<name>\\w+) that should have (?<needed>\\d+) bytes and have (?<there>\\d+)")]
    private static partial Regex Given();

    /// <summary>Where a pointer stands.</summary>
    /// <param name="Pointer">The pointer.</param>
    /// <param name="Offset">Bytes into its struct.</param>
    /// <param name="Entry">Bytes into the table of tensors; -1 where it stands in the launch.</param>
    private sealed record Place(LaunchTable.Pointer Pointer, int Offset, int Entry);

    /// <summary>What is broken in the argument of a launch.</summary>
    private sealed record Spoiling(string Kernel, int Offset, int Entry, Spoiling.Change Breaks)
    {
        public delegate void Change(nint* place);

        public Spoiling? Then { get; init; }

        public void Apply(byte* argument)
        {
            byte* start = Entry < 0 ? argument : (byte*)((LaunchArguments*)argument)->Entries + Entry;
            Breaks((nint*)(start + Offset));
            Then?.Apply(argument);
        }
    }
}
