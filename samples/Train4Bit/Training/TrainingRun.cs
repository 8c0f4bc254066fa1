using System.Diagnostics;
using StableSpamCompose.Arrays;
using StableSpamCompose.Plans;
using StableSpamCompose.Train4Bit.Model;
using StableSpamCompose.Train4Bit.Numerics;

namespace StableSpamCompose.Train4Bit.Training;

/// <summary>One run: a model that an optimizer trains, step by step.</summary>
public sealed class TrainingRun : IDisposable
{
    private const string IntervalName = "interval";

    private readonly SessionSettings _settings;
    private readonly Llama<float> _model;
    private readonly ArrayParameter[] _arrays;
    private readonly Batches _batches;
    private readonly LearningRateSchedule _schedule;
    private readonly GradientNorm _norm;

    /// <summary>Begins a run.</summary>
    public TrainingRun(Workers workers, SessionSettings settings, RunChoice choice)
    {
        _settings = settings;
        Choice = choice;
        _model = new Llama<float>(
            workers, settings.Shape, choice.Precision.Quantisation(settings.Groups), settings.Batch, settings.Context);
        InitialParameters.Set(_model.Parameters, choice.Seed);
        _arrays =
        [
            .. _model.Parameters.All.Select(parameter => new ArrayParameter(
                parameter.Name, parameter.Value.Memory, parameter.Gradient.Memory, [.. parameter.Shape])),
        ];
        Optimizer = choice.Optimizer.Create(_arrays, OptimizerSettings(choice.Optimizer, settings.Interval));
        Optimizer.Threads = workers.Count;
        _batches = new Batches(settings.Corpus, settings.Batch, settings.Context, choice.Seed);
        _schedule = new LearningRateSchedule(choice.LearningRate, settings.Steps, settings.Warmup);
        _norm = new GradientNorm(workers, _model.Parameters);
    }

    /// <summary>What distinguishes the run.</summary>
    public RunChoice Choice { get; }

    /// <summary>What was measured so far.</summary>
    public RunHistory History { get; } = new();

    /// <summary>The steps taken.</summary>
    public int StepsTaken => History.Loss.Count;

    /// <summary>Whether all steps are taken.</summary>
    public bool IsComplete => StepsTaken >= _settings.Steps;

    /// <summary>The optimizer, with its state.</summary>
    public ArrayOptimizer Optimizer { get; }

    /// <summary>What is trained.</summary>
    public LlamaParameters<float> Parameters => _model.Parameters;

    /// <summary>Seconds of the last step that the optimizer took.</summary>
    public double OptimizerSeconds { get; private set; }

    /// <summary>Takes a step.</summary>
    public void Step()
    {
        long start = Stopwatch.GetTimestamp();
        foreach (ArrayParamGroup group in Optimizer.ParamGroups)
            group.LearningRate = _schedule.At(StepsTaken);
        _batches.Train(StepsTaken);
        double loss = _model.LossAndGradient(_batches.Tokens, _batches.Targets);
        double norm = _norm.Compute();
        long beforeOptimizer = Stopwatch.GetTimestamp();
        Optimizer.Step();
        OptimizerSeconds = Stopwatch.GetElapsedTime(beforeOptimizer).TotalSeconds;
        History.Loss.Add(loss);
        History.GradientNorm.Add(norm);
        History.Seconds += Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>The mean loss over the windows that validate, in nats a token.</summary>
    public double ValidationLoss()
    {
        double sum = 0;
        for (int batch = 0; batch < _batches.ValidationCount; batch++)
        {
            _batches.Validate(batch);
            sum += _model.Loss(_batches.Tokens, _batches.Targets);
        }
        return sum / _batches.ValidationCount;
    }

    /// <summary>Frees the model and the optimizer's state.</summary>
    public void Dispose()
    {
        Optimizer.Dispose();
        foreach (ArrayParameter array in _arrays)
            array.Dispose();
        _model.Dispose();
    }

    private static Dictionary<string, double> OptimizerSettings(OptimizerInfo optimizer, int interval) =>
        optimizer.Hyperparameters.Any(info => info.Name == IntervalName) ? new() { [IntervalName] = interval } : [];
}
