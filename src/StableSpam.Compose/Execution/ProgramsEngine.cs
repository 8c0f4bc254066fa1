namespace StableSpamCompose.Execution;

/// <summary>
/// Steps with several programs, each with an engine of its own: of several chains, each for parameters of some names, and of
/// chains that treat matrices and vectors differently. They share the step count; a step that one skips all skip.
/// </summary>
public sealed class ProgramsEngine : StepEngine
{
    private readonly StepEngine[] _programs;
    private JointLevels? _levels;

    /// <summary>Makes an engine without parameters.</summary>
    /// <param name="chains">
    /// The engines of the programs of each chain, in the order in which parameters look for theirs; programs of one chain share
    /// the states of groups.
    /// </param>
    /// <exception cref="ArgumentException">There is none, or one has parameters, or keeps states in another storage.</exception>
    public ProgramsEngine(StepEngine[][] chains)
        : base(First(chains).Plan)
    {
        _programs = [.. chains.SelectMany(chain => chain)];
        if (_programs.Any(program => program.StateSize != StateSize))
            throw new ArgumentException("The programs of an optimizer keep their states in one storage.", nameof(chains));
        foreach (StepEngine[] chain in chains)
        {
            for (int i = 0; i < chain.Length; i++)
                chain[i].BecomePartOf(this, i == 0 ? null : chain[0]);
        }
    }

    /// <inheritdoc/>
    public override int StateSize => _programs[0].StateSize;

    /// <inheritdoc/>
    public override StepEngine OfProgram(int program)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(program);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(program, _programs.Length);
        return _programs[program];
    }

    /// <summary>Not of this engine: a parameter is added to that of its program.</summary>
    /// <exception cref="InvalidOperationException">Always; see <see cref="OfProgram"/>.</exception>
    public override StepParameter AddParameter(StepGroup group, TensorShape shape) => throw NoProgram();

    /// <inheritdoc/>
    public override void ReadStates()
    {
        foreach (StepEngine program in _programs)
            program.ReadStates();
    }

    /// <inheritdoc/>
    public override void WriteStates()
    {
        foreach (StepEngine program in _programs)
            program.WriteStates();
    }

    internal override IGroupFolds CreateFolds(StepEngine[] programs, StepParameter[] parameters) =>
        throw new NotSupportedException("The programs of an optimizer are those of recipes, not other optimizers.");

    internal override void Begin(double stepClock)
    {
        foreach (StepEngine program in _programs)
            program.Begin(stepClock);
    }

    internal override void StepTensors()
    {
        foreach (StepEngine program in _programs)
        {
            if (program.Levels is null)
                program.StepTensors();
        }
    }

    internal override void Commit()
    {
        foreach (StepEngine program in _programs)
            program.Commit();
    }

    private protected override StepParameter CreateParameter<TParameter, TGradient>(StepGroup group, TensorShape shape) => throw NoProgram();

    private protected override void Prepare()
    {
        foreach (StepEngine program in _programs)
        {
            program.Threads = Threads;
            program.EnsurePrepared();
        }
        StepEngine[] levelled = [.. _programs.Where(program => program.Levels is not null)];
        _levels = levelled.Length == 0 ? null : new JointLevels(
            [.. levelled.Select(program => program.Levels!)],
            levelled[0].CreateFolds(levelled, [.. levelled.SelectMany(program => program.Parameters).OrderBy(parameter => parameter.Ordinal)]));
    }

    private protected override bool StepParameters(double stepClock)
    {
        foreach (StepEngine program in _programs)
            program.LaneCount = LaneCount;
        Begin(stepClock);
        if (_levels?.Run() == false)
            return false;
        StepTensors();
        Commit();
        return true;
    }

    private protected override void Release()
    {
        foreach (StepEngine program in _programs)
            program.Dispose();
    }

    // The chain that takes what no pattern matches comes last, and matrices before vectors.
    private static StepEngine First(StepEngine[][] chains)
    {
        ArgumentNullException.ThrowIfNull(chains);
        return chains.Length > 0 && chains.All(chain => chain.Length > 0)
            ? chains[^1][0]
            : throw new ArgumentException("An optimizer has a chain, and a chain a program.", nameof(chains));
    }

    private static InvalidOperationException NoProgram() =>
        new("The optimizer has several programs: add a parameter to the engine of its own, OfProgram.");
}
