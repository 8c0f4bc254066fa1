using StableSpamCompose.Compiler.Emit.Cuda;
using StableSpamCompose.Compiler.Planning;

namespace StableSpamCompose.Compiler.Emit;

/// <summary>Emits the property that holds the step as CUDA C++.</summary>
internal sealed class CudaSourceEmitter(StepPlan plan)
{
    private const string Namespace = "global::StableSpamCompose.Cuda.";

    /// <summary>Emits the property.</summary>
    public void Write(SourceWriter writer)
    {
        var layout = new CudaLayout(plan);
        writer.Line().Line("/// <inheritdoc/>");
        using (writer.Block($"public static {Namespace}CudaSource Cuda {{ get; }} = new()", "};"))
        {
            writer.Line($"Name = {Comments.Literal(plan.Program.Name)},");
            writer.Line("Launches =").Line("[");
            using (writer.Indented()) writer.Lines("", layout.Launches.Launches.Select(launch => Launch(launch, layout)));
            writer.Line("],");
            if (layout.PartialRows > 0) writer.Line($"PartialRows = {NumberLiterals.Integer(layout.PartialRows)},");
            WriteText(CudaEmitter.Emit(plan), writer);
        }
    }

    private string Launch(PlannedLaunch launch, CudaLayout layout)
    {
        string text = $"new({Comments.Literal(launch.Kernel)}, {Namespace}CudaGrid.{GridOf(launch)})";
        var more = new List<string>();
        if (launch.Kind == LaunchKind.Pass && PartWork.Columns(plan, PassOf(launch)).Count() is > 0 and int columns)
            more.Add($"ColumnFolds = {NumberLiterals.Integer(columns)}");
        if (launch.DecidesSkip) more.Add("DecidesSkip = true");
        if (launch.Kind == LaunchKind.Fold) more.Add($"Round = {NumberLiterals.Integer(layout.RoundOf(launch))}");
        return more.Count == 0 ? text + "," : $"{text} {{ {string.Join(", ", more)} }},";
    }

    private PlannedPass PassOf(PlannedLaunch launch) => plan.Passes[plan.Levels[launch.Level].Pass];

    private string GridOf(PlannedLaunch launch)
    {
        if (launch.Kind != LaunchKind.Pass) return launch.Kind == LaunchKind.Parts ? "Tensors" : "Single";
        PlannedPass pass = PassOf(launch);
        string slabs = PartWork.Columns(plan, pass).Any() ? "Slabs" : "";
        return pass.Traversal switch
        {
            Traversal.Rows => slabs.Length > 0 ? "RowSlabs" : "Rows",
            Traversal.FlatRows => slabs.Length > 0 ? "FlatRowSlabs" : "FlatRows",
            Traversal.Blocks => "Blocks",
            _ => "Chunks",
        };
    }

    private static void WriteText(string text, SourceWriter writer)
    {
        string quotes = "\"\"\"";
        while (text.Contains(quotes)) quotes += "\"";
        writer.Line("Text =");
        using (writer.Indented())
        {
            writer.Line(quotes);
            writer.Lines("", text.TrimEnd('\n').Split('\n'));
            writer.Line(quotes + ",");
        }
    }
}
