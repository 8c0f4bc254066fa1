using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Planning;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Emit.Cuda;

/// <summary>What a launch goes over.</summary>
internal enum LaunchKind
{
    /// <summary>The elements, chunk by chunk, by as many blocks as the device runs.</summary>
    Pass,

    /// <summary>The tensors, by a single block: folds groups, or computes what follows from the last pass.</summary>
    Tensors,
}

/// <summary>One launch of a step.</summary>
/// <param name="Kernel">Name of its kernel.</param>
/// <param name="Kind">What it goes over.</param>
/// <param name="Level">The level that it belongs to; the number of levels for what comes after the last.</param>
/// <param name="Stages">The stages that it computes first.</param>
/// <param name="GroupReductions">What it folds over groups then.</param>
/// <param name="StagesAfter">The stages that it computes last, from what it folded.</param>
/// <param name="DecidesSkip">Whether the host learns from it if the step is skipped.</param>
internal sealed record PlannedLaunch(
    string Kernel, LaunchKind Kind, int Level, EquatableArray<int> Stages, EquatableArray<int> GroupReductions,
    EquatableArray<int> StagesAfter, bool DecidesSkip);

/// <summary>
/// The launches of a step: one for each pass and one for each barrier. Tensor values are computed where the next launch needs
/// them, so they have a launch of their own only where something is left to write after the last pass.
/// </summary>
internal sealed class LaunchPlan
{
    private readonly StepPlan _plan;
    private readonly List<PlannedLaunch> _launches = [];
    private List<int> _pending = [];

    public LaunchPlan(StepPlan plan)
    {
        _plan = plan;
        for (int level = 0; level < plan.Levels.Count; level++) AddLevel(level);
        AddClosing();
    }

    /// <summary>Whether there is a launch after the last pass and barrier.</summary>
    public bool WritesAfterPasses => _launches.Any(launch => launch.Level == _plan.Levels.Count);

    /// <summary>The launches, in order.</summary>
    public IReadOnlyList<PlannedLaunch> Launches => _launches;

    /// <summary>The launch that computes a stage first; -1 for none, where nothing follows from it.</summary>
    public int LaunchOfStage(int stage) =>
        _launches.FindIndex(launch => launch.Stages.Contains(stage) || launch.StagesAfter.Contains(stage));

    /// <summary>The launch that runs a pass.</summary>
    public int LaunchOfPass(int pass) =>
        _launches.FindIndex(launch => launch.Kind == LaunchKind.Pass && _plan.Levels[launch.Level].Pass == pass);

    /// <summary>The launch that folds a value over groups.</summary>
    public int LaunchOfFold(int groupReduction) => _launches.FindIndex(launch => launch.GroupReductions.Contains(groupReduction));

    private void AddLevel(int level)
    {
        PlannedLevel planned = _plan.Levels[level];
        _pending.Add(level);
        if (planned.Pass >= 0) Add(LaunchKind.Pass, "pass" + NumberLiterals.Integer(planned.Pass), level, [], [], decidesSkip: false);
        if (planned.GroupReductions.Count == 0) return;
        bool isLast = level == _plan.Levels.Count - 1;
        Add(
            LaunchKind.Tensors, "fold" + NumberLiterals.Integer(level), level, planned.GroupReductions,
            isLast && Writes(level + 1) ? [level + 1] : [], decidesSkip: _plan.SkipStage == level + 1);
    }

    private void AddClosing()
    {
        int last = _plan.Levels.Count;
        if (LaunchOfStage(last) >= 0) return;
        _pending.Add(last);
        if (_pending.Any(Writes)) Add(LaunchKind.Tensors, "finish", last, [], [], decidesSkip: false);
    }

    private void Add(LaunchKind kind, string kernel, int level, IEnumerable<int> reductions, IEnumerable<int> stagesAfter, bool decidesSkip)
    {
        _launches.Add(new PlannedLaunch(
            kernel, kind, level, _pending.ToEquatableArray(), reductions.ToEquatableArray(), stagesAfter.ToEquatableArray(), decidesSkip));
        _pending = [];
    }

    private bool Writes(int stage) => CudaStores.Of(_plan, stage).Any();
}
