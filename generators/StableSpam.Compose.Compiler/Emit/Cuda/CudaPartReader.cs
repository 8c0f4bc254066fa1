using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Planning;

namespace StableSpamCompose.Compiler.Emit.Cuda;

/// <summary>Emits how the elements of a pass find the values of their rows, columns, matrices and blocks.</summary>
internal sealed class CudaPartReader(StepPlan plan, CudaLayout layout, PlannedPass pass)
{
    private readonly Dictionary<int, string> _values = [];

    private StepProgram Program => plan.Program;

    /// <summary>How many values the elements of a chunk read one by one.</summary>
    public int Count => Different.Count();

    private IEnumerable<int> Parts => pass.Computed
        .SelectMany(node => Program.Nodes[node].Operands).Where(node => Program.Nodes[node].Scope.IsPart()).Distinct().OrderBy(node => node);

    private IEnumerable<int> Different => Parts.Where(node => !IsTheSame(Program.Nodes[node].Scope));

    /// <summary>Emits, before the elements, where the values lie; what is the same for all of a chunk is read.</summary>
    public void Declare(Dictionary<int, string> outside, NamePool names, SourceWriter writer)
    {
        foreach (int node in Parts)
        {
            Node value = Program.Nodes[node];
            string name = CudaNames.Camel(layout.Steps.Names.Of(node));
            string array = layout.Tables.OfParts(layout.Steps.PartOf(node));
            if (IsTheSame(value.Scope))
            {
                outside.Add(node, names.Take(name));
                string place = value.Scope == Scope.FlatMatrix ? "" : " + run";
                writer.Line($"const {(value.Kind == ValueKind.Condition ? "bool" : "float")} {outside[node]} = {CudaPartText.Single(value, $"__ldca({array}{place})")};");
                continue;
            }
            _values.Add(node, names.Take(name + "Values"));
            writer.Line($"const {CudaPartText.Type(value.Scope)}* {_values[node]} = {array};");
        }
        if (Needs(Scope.Row, Scope.Column)) writer.Line("const Runs rowRuns = runs_at(base, entry.shape.columns);");
        if (Needs(Scope.Matrix, Scope.Column)) writer.Line("const Runs matrixRuns = runs_at(base, entry.shape.rows * entry.shape.columns);");
        if (Needs(Scope.FlatRow, Scope.FlatColumn)) writer.Line("const Runs flatRowRuns = runs_at(base, entry.shape.flatColumns);");
        if (Needs(Scope.Block)) writer.Line("const Runs blockRuns = runs_at(base, entry.shape.blockLength);");
    }

    /// <summary>Emits the places of an element, and gives the expressions that read the values there.</summary>
    public Dictionary<int, string> WritePlaces(NamePool names, SourceWriter writer)
    {
        if (Needs(Scope.Row, Scope.Column)) writer.Line("const long long ofRow = run_of(rowRuns, element);");
        if (Needs(Scope.Matrix, Scope.Column)) writer.Line("const long long ofMatrix = run_of(matrixRuns, element);");
        if (Needs(Scope.Column)) writer.Line("const long long ofColumn = base + element - (ofRow - ofMatrix) * entry.shape.columns;");
        if (Needs(Scope.FlatRow, Scope.FlatColumn)) writer.Line("const long long ofFlatRow = run_of(flatRowRuns, element);");
        if (Needs(Scope.FlatColumn)) writer.Line("const long long ofFlatColumn = base + element - ofFlatRow * entry.shape.flatColumns;");
        if (Needs(Scope.Block)) writer.Line("const long long ofBlock = run_of(blockRuns, element);");
        return _values.ToDictionary(
            value => value.Key,
            value => CudaPartText.Single(Program.Nodes[value.Key], $"part_at({value.Value}, of{Program.Nodes[value.Key].Scope}, element < count)"));
    }

    private bool Needs(params Scope[] scopes) => Different.Any(node => scopes.Contains(Program.Nodes[node].Scope));

    // A pass that goes from row to row, or from block to block, has one of them at a time.
    private bool IsTheSame(Scope scope) => scope == Scope.FlatMatrix || (pass.Traversal, scope) is
        (Traversal.Rows, Scope.Row) or (Traversal.FlatRows, Scope.FlatRow) or (Traversal.Blocks, Scope.Block);
}
