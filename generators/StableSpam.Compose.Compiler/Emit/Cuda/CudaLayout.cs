using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Planning;

namespace StableSpamCompose.Compiler.Emit.Cuda;

/// <summary>Which tensor values a launch leaves for later ones, and where the partials of a reduction lie.</summary>
internal sealed class CudaLayout
{
    private readonly StepPlan _plan;

    public CudaLayout(StepPlan plan)
    {
        _plan = plan;
        Steps = new StepLayout(plan);
        Launches = new LaunchPlan(plan);
        Arrays = new PassEmitter(plan, Steps);
        Tables = new CudaTables(plan, this);
    }

    /// <summary>The values that cross from one part of a step to another, and their names: those of the host.</summary>
    public StepLayout Steps { get; }

    /// <summary>The launches of a step.</summary>
    public LaunchPlan Launches { get; }

    /// <summary>Names of the arrays and reductions of a pass.</summary>
    public PassEmitter Arrays { get; }

    /// <summary>What the host hands over.</summary>
    public CudaTables Tables { get; }

    /// <summary>How many totals a group has.</summary>
    public int Totals => _plan.Program.Folds.Count > 0 ? _plan.Program.Folds.Count : _plan.Levels.Sum(level => level.GroupReductions.Count);

    /// <summary>How many reductions leave a partial for each chunk.</summary>
    public int PartialRows => _plan.Passes.Sum(pass => pass.Reductions.Count(reduction => _plan.Program.Nodes[reduction].Scope == Scope.Tensor));

    /// <summary>Which folds of several programs a launch is for.</summary>
    public int RoundOf(PlannedLaunch launch) =>
        _plan.Program.Folds[_plan.Program.Nodes[_plan.Levels[launch.Level].GroupReductions[0]].Fold].Round;

    private int RowOf(int reduction)
    {
        int row = 0;
        foreach (PlannedPass pass in _plan.Passes)
        {
            foreach (int other in pass.Reductions.Where(other => _plan.Program.Nodes[other].Scope == Scope.Tensor))
            {
                if (other == reduction) return row;
                row++;
            }
        }
        throw new InvalidOperationException("No pass folds this value.");
    }

    /// <summary>Where among the partials those of a reduction begin, as the first part of a sum; empty for the first reduction.</summary>
    public string RowText(int reduction)
    {
        int row = RowOf(reduction);
        return row == 0 ? "" : row == 1 ? "launch.chunkCount + " : $"{NumberLiterals.Integer(row)} * launch.chunkCount + ";
    }

    /// <summary>The tensor values that a launch reads and an earlier one computed.</summary>
    public IEnumerable<string> TakenBy(int launch) =>
        Steps.TensorFields
            .Where(field => LaunchOf(field.Key) is int from && from >= 0 && from < launch && Readers(field.Key).Any(reader => reader.Launch == launch && !reader.AfterFold))
            .Select(field => field.Value);

    /// <summary>The tensor values that are left by a launch: a later one reads them, or itself does after it has folded groups.</summary>
    public IEnumerable<string> LeftBy(int launch) =>
        Steps.TensorFields
            .Where(field => LaunchOf(field.Key) == launch && Readers(field.Key).Any(reader => reader.Launch > launch || (reader.Launch == launch && reader.AfterFold)))
            .Select(field => field.Value);

    /// <summary>The tensor values that a launch reads after it has folded groups.</summary>
    public IEnumerable<string> TakenAfterFold(int launch) =>
        Steps.TensorFields
            .Where(field => !Launches.Launches[launch].StagesAfter.Contains(StageOf(field.Key)) && Readers(field.Key).Contains((launch, true)))
            .Select(field => field.Value);

    /// <summary>Whether the elements of a pass read tensor values.</summary>
    public bool ReadsTensorValues(int pass) =>
        _plan.Passes[pass].Computed.SelectMany(node => _plan.Program.Nodes[node].Operands)
            .Any(node => _plan.Program.Nodes[node].Scope is Scope.Tensor or Scope.Group && Steps.TensorFields.ContainsKey(node));

    private int StageOf(int node)
    {
        for (int stage = 0; stage < _plan.Stages.Count; stage++)
        {
            if (_plan.Stages[stage].Computed.Contains(node)) return stage;
        }
        return 0;
    }

    private int LaunchOf(int node) => Launches.LaunchOfStage(StageOf(node));

    // The launches that read a tensor value: in a stage, in the elements of a pass, or to fold it.
    private HashSet<(int Launch, bool AfterFold)> Readers(int node)
    {
        var readers = new HashSet<(int, bool)>();
        // Old states and the tensor's sizes are there in every stage.
        int stages = StepLayout.IsInput(_plan.Program.Nodes[node]) ? 0 : _plan.Stages.Count;
        for (int stage = 0; stage < stages; stage++)
        {
            if (_plan.Stages[stage].Computed.Any(user => !_plan.Program.Nodes[user].IsGroupReduction && Reads(user, node)))
                readers.Add(ReaderOf(stage));
        }
        for (int pass = 0; pass < _plan.Passes.Count; pass++)
        {
            if (_plan.Passes[pass].Computed.Any(user => Reads(user, node))) readers.Add((Launches.LaunchOfPass(pass), false));
        }
        foreach (int fold in _plan.Levels.SelectMany(level => level.GroupReductions).Where(fold => Reads(fold, node)))
            readers.Add((Launches.LaunchOfFold(fold), false));
        return readers;
    }

    private (int Launch, bool AfterFold) ReaderOf(int stage)
    {
        int launch = Launches.LaunchOfStage(stage);
        return (launch, launch >= 0 && Launches.Launches[launch].StagesAfter.Contains(stage));
    }

    private bool Reads(int user, int node) => _plan.Program.Nodes[user].Operands.Contains(node);
}
