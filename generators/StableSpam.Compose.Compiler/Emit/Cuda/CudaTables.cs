using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Planning;

namespace StableSpamCompose.Compiler.Emit.Cuda;

/// <summary>
/// What the host hands to kernels, as structs of the emitted text: fields in the order in which the engine writes them. Behind
/// each pointer stands in brackets how many values lie where it leads to, in terms of the struct's own numbers and, in an entry,
/// of the tensor's shape.
/// </summary>
internal sealed class CudaTables
{
    private const string Shape = """
        // A piece of a tensor: 4096 elements, or about as many of its rows or blocks, or 64 rows whose columns are folded. Every tensor has one.
        struct Chunk
        {
            int entry;
            int index;
        };

        // How a tensor is cut: matrices of the last two dimensions, the first dimension as rows of one matrix, blocks of which the last
        // may be shorter.
        struct Shape
        {
            long long length;
            long long matrices;
            long long rows;
            long long columns;
            long long flatRows;
            long long flatColumns;
            long long blocks;
            long long blockLength;
        };
        """;

    private readonly List<Field> _arrays = [];
    private readonly Dictionary<string, string> _elements = new(StringComparer.Ordinal);
    private readonly List<string> _parts = [];
    private readonly List<Field> _values;
    private readonly List<Field> _launch;

    public CudaTables(StepPlan plan, CudaLayout layout)
    {
        StepProgram program = plan.Program;
        var names = new NamePool([.. CudaNames.Reserved, "parameter", "gradient"]);
        AddElements("w", "PARAMETER::Number*", "parameter", "");
        AddElements("grad", "const GRADIENT::Number*", "gradient", "");
        foreach (StateSlot state in program.States.Where(state => state.Scope == Scope.Element))
            AddElements(state.Name, $"{StorageOf(state)}::Number*", names.Take(CudaNames.Camel(state.Name)), state.Name);
        for (int i = 0; i < plan.Scratch.Count; i++)
        {
            string scratch = layout.Arrays.ScratchName(i);
            AddElements(scratch, "float*", names.Take(CudaNames.Camel(scratch)), "");
        }
        foreach (StateSlot state in program.States.Where(state => state.Scope.IsPart()))
            AddPart(state.Scope, names.Take(CudaNames.Camel(state.Name)), state.Name);
        foreach (int kept in plan.KeptParts)
            AddPart(program.Nodes[kept].Scope, names.Take(CudaNames.Camel("kept " + layout.Steps.Names.Of(kept))), ExpressionSketch.Of(program, kept));
        List<PlannedPass> slabs = plan.Passes.Where(pass => PartWork.Columns(plan, pass).Any()).ToList();
        if (slabs.Count > 0)
            _arrays.Add(new Field("float*", ColumnPartials, slabs.Select(pass => Partials(plan, pass)).Distinct(), "of each slab of rows, for one reduction after the other"));
        _values = ValuesOf(program, layout.Totals);
        _launch = LaunchOf(layout.PartialRows, layout.Totals);
    }

    /// <summary>The field with the partials of columns.</summary>
    public const string ColumnPartials = "columnPartials";

    /// <summary>The storage of an element state. What a recipe stores in fp32 the engine may store otherwise; what it stores narrower lies as the recipe says.</summary>
    public static string StorageOf(StateSlot state) => state.Format == NumberFormat.Float32 ? "STATE" : state.Format.ToString();

    /// <summary>The array of an entry that passes call <paramref name="array"/>.</summary>
    public string OfElements(string array) => "entry." + _elements[array];

    /// <summary>The array of an entry with values of rows, columns, matrices or blocks, by its place among those.</summary>
    public string OfParts(int index) => "entry." + _parts[index];

    /// <summary>Emits the structs.</summary>
    public void Write(SourceWriter writer)
    {
        writer.Line().Lines("", Shape.Replace("\r", "").Split('\n'));
        writer.Line();
        writer.Line("// A tensor that this step updates, in the order in which the tensors were added. In brackets: how many values there are at the");
        writer.Line("// end of a pointer. What a step leaves of a tensor value, or of a group value, lies apart from what the step before has left:");
        writer.Line("// some blocks still read that.");
        using (writer.Block("struct TensorEntry", "};"))
        {
            WriteFields(_arrays.Concat(_values), writer);
            writer.Line("Shape shape;");
            writer.Line("int rank;");
            writer.Line("int step;       // among those of the launch");
            writer.Line("int group;");
            writer.Line("int firstChunk; // among those of all tensors");
            writer.Line("int ordinal;    // among all tensors of the optimizer");
            writer.Line("int place;      // among those of the optimizer that this step updates");
        }
        writer.Line();
        writer.Line("// What a kernel is given.");
        using (writer.Block("struct Launch", "};"))
        {
            WriteFields(_launch, writer);
            writer.Line("int firstChunk; // the chunks of this launch, up to endChunk");
            writer.Line("int endChunk;");
            writer.Line("int chunkCount; // those of all tensors");
            writer.Line("int entryCount;");
            writer.Line("int placeCount; // the tensors of the optimizer that this step updates");
            writer.Line("int groupCount;");
        }
    }

    private static List<Field> ValuesOf(StepProgram program, int totals)
    {
        Field[] fields =
        [
            StatesOf(Scope.Tensor, "const double*", "oldStates"),
            StatesOf(Scope.Tensor, "double*", "newStates"),
            StatesOf(Scope.Group, "const double*", "oldGroupStates"),
            StatesOf(Scope.Group, "double*", "newGroupStates", "or null, where another tensor writes them"),
            new Field("const double*", "groupTotals", [NumberLiterals.Integer(totals)], "its group's among those of the launch"),
        ];
        return fields.ToList();

        Field StatesOf(Scope scope, string type, string name, string comment = "")
        {
            List<string> states = program.States.Where(state => state.Scope == scope).Select(state => state.Name).ToList();
            return new Field(type, name, [NumberLiterals.Integer(states.Count)], comment.Length > 0 ? comment : string.Join(", ", states));
        }
    }

    private static List<Field> LaunchOf(int partialRows, int totals)
    {
        Field[] fields =
        [
            new Field("const Chunk*", "chunks", ["endChunk"], ""),
            new Field("const TensorEntry*", "entries", ["entryCount"], ""),
            new Field("const int*", "groups", ["placeCount"], "the group of each place"),
            new Field("const Step*", "steps", ["entryCount"], "or fewer: tensors of a group share them"),
            new Field("Tensor*", "values", ["entryCount"], "from launch to launch"),
            new Field("float*", "partials", [Times(partialRows, "chunkCount")], "for one reduction after the other"),
            new Field("double*", "contributions", [Times(totals, "placeCount")], "for one group reduction after the other"),
            new Field("double*", "groupTotals", [Times(totals, "groupCount")], "for one group after the other"),
            new Field("u32*", "skipped", ["1"], ""),
        ];
        return fields.ToList();
    }

    // Every slab has a row of partials for each reduction, padded so that four of them are one access.
    private static string Partials(StepPlan plan, PlannedPass pass)
    {
        (string matrices, string rows, string columns) = pass.Traversal == Traversal.FlatRows ? ("", "flatRows", "flatColumns") : ("matrices * ", "rows", "columns");
        return Times(PartWork.Columns(plan, pass).Count(), $"{matrices}(({rows} + 63) / 64) * (({columns} + 3) / 4 * 4)");
    }

    private static string Times(int count, string of) => count switch
    {
        0 => "0",
        1 => of,
        _ => $"{NumberLiterals.Integer(count)} * {of}",
    };

    private static void WriteFields(IEnumerable<Field> fields, SourceWriter writer)
    {
        List<Field> list = fields.ToList();
        int width = list.Max(field => field.Declaration.Length);
        foreach (Field field in list) writer.Line($"{field.Declaration.PadRight(width)} // {field.Comment}");
    }

    private void AddElements(string array, string type, string name, string comment)
    {
        _elements.Add(array, name);
        _arrays.Add(new Field(type, name, ["length"], comment));
    }

    private void AddPart(Scope scope, string name, string comment)
    {
        _parts.Add(name);
        _arrays.Add(new Field(CudaPartText.Type(scope) + "*", name, [CudaPartText.Count(scope, "")], comment));
    }

    /// <summary>A pointer.</summary>
    /// <param name="Type">Its type.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="Extents">Each says how many values there are at least.</param>
    /// <param name="Remark">What else there is to say; may be empty.</param>
    private sealed record Field(string Type, string Name, IEnumerable<string> Extents, string Remark)
    {
        public string Declaration => $"{Type} {Name};";

        public string Comment => IsNothing ? "[0]" : CudaNames.Comment((string.Join(" ", Extents.Select(extent => $"[{extent}]")) + " " + Remark).TrimEnd());

        private bool IsNothing => Extents.All(extent => extent == "0");
    }
}
