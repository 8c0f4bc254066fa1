using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Planning;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Emit;

// Passes that fold elements, and how each reduction takes one.
internal sealed partial class PassEmitter
{
    /// <summary>Up to how many values a light pass computes of an element.</summary>
    private const int MostLight = 4;

    // Lane after lane: what folds into one lane is folded in a register.
    private void WriteFoldingLoop(
        PlannedPass planned, Dictionary<string, string> arrays, Dictionary<int, string> outside, NamePool names, SourceWriter writer,
        Action<IReadOnlyDictionary<int, string>> writeBody)
    {
        List<int> folded = planned.Reductions.Where(node => !Program.Nodes[node].Scope.IsColumn()).ToList();
        string last = names.Take("last");
        Dictionary<int, string> accumulators = folded.ToDictionary(node => node, node => names.Take(FoldName(node) == "Largest" ? "largest" : "sum"));
        bool isLight = IsLight(planned);
        string Row(string index) => $"FoldRow({RowParameters(arrays.Values.Concat(outside.Values), index, accumulators.Values.Select(name => "ref " + name))});";
        writer.Line("// From one row of a tile to the next, whose elements fold into the same lanes.");
        writer.Line("const int Row = global::StableSpamCompose.Execution.Accumulator.Lanes;");
        using (writer.Block($"while (fold.Next<TLanes>(start, end, out nint i, out nint {last}))"))
        {
            // A pass that writes goes straight through memory, which needs no help.
            if (planned.Stores.Count == 0)
            {
                foreach (int load in planned.Loads)
                    writer.Line($"fold.FetchAhead<{StorageOfLoad(load)}, TLanes>({arrays[ArrayName(load)]}, start);");
            }
            for (int index = 0; index < folded.Count; index++)
                writer.Line($"TLanes {accumulators[folded[index]]} = fold.{FoldName(folded[index])}<TLanes>({NumberLiterals.Integer(index)});");
            writer.Line();
            if (isLight) WriteFourRows(Row, last, writer);
            using (writer.Block($"for (; i <= {last}; i += Row)"))
            {
                if (isLight) writer.Line(Row("i"));
                else writeBody(accumulators);
            }
            writer.Line();
            for (int index = 0; index < folded.Count; index++)
                writer.Line($"fold.Keep({NumberLiterals.Integer(index)}, {accumulators[folded[index]]});");
        }
        writer.Line("return end - ((end - start) & (TLanes.Count - 1));");
        if (!isLight) return;
        writer.Line();
        writer.Line("[global::System.Runtime.CompilerServices.MethodImpl(global::System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)]");
        string parameters = RowParameters(
            arrays.Select(array => $"{PointerTo(array.Key)} {array.Value}").Concat(outside.Values.Select(name => "TLanes " + name)),
            "nint i", accumulators.Values.Select(name => "ref TLanes " + name));
        using (writer.Block($"static void FoldRow({parameters})")) writeBody(accumulators);
    }

    private static string RowParameters(IEnumerable<string> read, string index, IEnumerable<string> folded) =>
        string.Join(", ", read.Append(index).Concat(folded));

    // A loop would take longer than what such a pass computes.
    private static void WriteFourRows(Func<string, string> row, string last, SourceWriter writer)
    {
        using (writer.Block($"if (i <= {last} - (3 * Row))"))
        {
            writer.Line("// The four rows of a whole tile.");
            foreach (string index in new[] { "i", "i + Row", "i + (2 * Row)", "i + (3 * Row)" }) writer.Line(row(index));
            writer.Line("i += 4 * Row;");
        }
    }

    // What computes next to nothing and only reads elements.
    private bool IsLight(PlannedPass planned) =>
        planned.Stores.Count == 0
        && planned.Computed.Count <= MostLight
        && planned.Computed.All(node => !Program.Nodes[node].IsRandom)
        && !planned.Reductions.Any(node => Program.Nodes[node].Scope.IsColumn())
        && !PartsReadBy(planned).Any(node => Program.Nodes[node].Scope.IsColumn());

    private string Accumulate(int node, string accumulator, Region region)
    {
        Node reduction = Program.Nodes[node];
        string first = region.Use(reduction.Operands[0]);
        return accumulator + reduction.Opcode switch
        {
            Opcode.Sum => $" += {first};",
            Opcode.SumOfProducts => $" = TLanes.FusedMultiplyAdd({first}, {region.Use(reduction.Operands[1])}, {accumulator});",
            _ => $" = TLanes.{KeptAs(node)}({accumulator}, {first});",
        };
    }

    private string KeptAs(int node) =>
        FoldName(node) == "Largest" && Program.Nodes[Program.Nodes[node].Operands[0]].Opcode == Opcode.Abs ? "LargestMagnitude" : FoldName(node);

    private string AddToColumn(PlannedPass planned, int node, Region region)
    {
        Node reduction = Program.Nodes[node];
        int index = planned.Reductions.TakeWhile(other => other != node).Count(other => Program.Nodes[other].Scope.IsColumn());
        string column = index == 0 ? "segment.ColumnPartials + i" : $"segment.ColumnPartials + {NumberLiterals.Integer(index)} * segment.ColumnStride + i";
        return $"global::StableSpamCompose.Execution.ColumnAccumulator.{reduction.Opcode}({column}, {string.Join(", ", reduction.Operands.Select(region.Use))});";
    }

    private string FoldName(int node) => Program.Nodes[node].Opcode == Opcode.Largest ? "Largest" : "Sum";
}
