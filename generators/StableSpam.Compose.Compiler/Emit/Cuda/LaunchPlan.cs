using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Planning;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Emit.Cuda;

/// <summary>What a launch goes over.</summary>
internal enum LaunchKind
{
    /// <summary>The elements, chunk by chunk, by as many blocks as the device runs.</summary>
    Pass,

    /// <summary>The tensors, each by a block: computes what there is for each row, column, matrix and block.</summary>
    Parts,

    /// <summary>The tensors, by a single block: folds groups, or computes what follows from the last pass.</summary>
    Tensors,

    /// <summary>The tensors of one program of several, by a single block: what they contribute to the folds of all.</summary>
    Contribution,

    /// <summary>The tensors of all programs, by a single block: folds what they have contributed.</summary>
    Fold,

    /// <summary>The tensors, by a single block: whether the step is skipped.</summary>
    Decision,
}

/// <summary>One launch of a step.</summary>
/// <param name="Kernel">Name of its kernel.</param>
/// <param name="Kind">What it goes over.</param>
/// <param name="Level">The level that it belongs to; the number of levels for what comes after the last.</param>
/// <param name="Stages">The stages that it computes first.</param>
/// <param name="GroupReductions">What it folds over groups then, or contributes to.</param>
/// <param name="StagesAfter">The stages that it computes last, from what it folded.</param>
/// <param name="DecidesSkip">Whether the host learns from it if the step is skipped.</param>
internal sealed record PlannedLaunch(
    string Kernel, LaunchKind Kind, int Level, EquatableArray<int> Stages, EquatableArray<int> GroupReductions,
    EquatableArray<int> StagesAfter, bool DecidesSkip);

/// <summary>
/// The launches of a step: one for each pass and one for each barrier. Tensor values are computed where the next launch needs
/// them, so they have a launch of their own only where something is left to write after the last pass. Values of rows, columns,
/// matrices and blocks, which are many, are computed once, by a launch before the one that needs them. Where an optimizer has
/// several programs their tensors meet at a barrier: each program contributes by a launch, and one folds for all of them.
/// </summary>
internal sealed class LaunchPlan
{
    private readonly StepPlan _plan;
    private readonly List<PlannedLaunch> _launches = [];
    private List<int> _pending = [];

    public LaunchPlan(StepPlan plan)
    {
        _plan = plan;
        if (plan.SkipStage == 0) AddDecision(0);
        for (int level = 0; level < plan.Levels.Count; level++) AddLevel(level);
        AddClosing();
    }

    /// <summary>The launches, in order.</summary>
    public IReadOnlyList<PlannedLaunch> Launches => _launches;

    /// <summary>How many launches there are beside one for each pass and barrier.</summary>
    public int Extra => _launches.Count - _plan.Passes.Count - _plan.Barriers;

    /// <summary>The launch that computes a stage first; -1 for none, where nothing follows from it.</summary>
    public int LaunchOfStage(int stage) =>
        _launches.FindIndex(launch => launch.Stages.Contains(stage) || launch.StagesAfter.Contains(stage));

    /// <summary>The launch that runs a pass.</summary>
    public int LaunchOfPass(int pass) =>
        _launches.FindIndex(launch => launch.Kind == LaunchKind.Pass && _plan.Levels[launch.Level].Pass == pass);

    /// <summary>The launch that folds a value over groups, or contributes to that.</summary>
    public int LaunchOfFold(int groupReduction) => _launches.FindIndex(launch => launch.GroupReductions.Contains(groupReduction));

    private bool IsOneOfSeveral => _plan.Program.Folds.Count > 0;

    private void AddLevel(int level)
    {
        PlannedLevel planned = _plan.Levels[level];
        _pending.Add(level);
        if (planned.Pass >= 0) AddLaunch(LaunchKind.Pass, "pass" + NumberLiterals.Integer(planned.Pass), level, []);
        if (planned.GroupReductions.Count == 0) return;
        string number = NumberLiterals.Integer(level);
        bool decides = _plan.SkipStage == level + 1;
        if (IsOneOfSeveral)
        {
            AddLaunch(LaunchKind.Contribution, "contribute" + number, level, planned.GroupReductions);
            Add(LaunchKind.Fold, "fold" + number, level, [], [], [], decidesSkip: false);
            if (decides) AddDecision(level + 1);
            return;
        }
        bool endsHere = level == _plan.Levels.Count - 1 && Writes(level + 1) && !PartWork.In(_plan, level + 1);
        AddLaunch(LaunchKind.Tensors, "fold" + number, level, planned.GroupReductions, endsHere ? [level + 1] : [], decides);
    }

    private void AddDecision(int stage) =>
        Add(LaunchKind.Decision, "decide" + NumberLiterals.Integer(stage), stage, [], [], [], decidesSkip: true);

    private void AddClosing()
    {
        int last = _plan.Levels.Count;
        if (LaunchOfStage(last) >= 0) return;
        _pending.Add(last);
        AddParts(last);
        if (_pending.Any(Writes)) AddLaunch(LaunchKind.Tensors, "finish", last, []);
    }

    // A launch that computes the stages that nobody has computed yet, and before it what these need of rows and blocks.
    private void AddLaunch(LaunchKind kind, string kernel, int level, IEnumerable<int> reductions, IEnumerable<int>? stagesAfter = null, bool decidesSkip = false)
    {
        AddParts(level);
        Add(kind, kernel, level, _pending, reductions, stagesAfter ?? [], decidesSkip);
        _pending = [];
    }

    private void AddParts(int level)
    {
        int last = _pending.FindLastIndex(stage => PartWork.In(_plan, stage));
        if (last < 0) return;
        Add(LaunchKind.Parts, "parts" + NumberLiterals.Integer(_pending[last]), level, _pending.Take(last + 1), [], [], decidesSkip: false);
        _pending = _pending.Skip(last + 1).ToList();
    }

    private void Add(
        LaunchKind kind, string kernel, int level, IEnumerable<int> stages, IEnumerable<int> reductions, IEnumerable<int> stagesAfter, bool decidesSkip) =>
        _launches.Add(new PlannedLaunch(
            kernel, kind, level, stages.ToEquatableArray(), reductions.ToEquatableArray(), stagesAfter.ToEquatableArray(), decidesSkip));

    private bool Writes(int stage) => CudaStores.Of(_plan, stage).Any();
}
