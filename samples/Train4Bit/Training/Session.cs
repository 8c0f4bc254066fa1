using StableSpamCompose.Train4Bit.Display;
using StableSpamCompose.Train4Bit.Numerics;

namespace StableSpamCompose.Train4Bit.Training;

/// <summary>Runs one after the other, in a folder where what is finished and what is begun can be taken up again.</summary>
public sealed class Session
{
    private readonly Workers _workers;
    private readonly SessionSettings _settings;
    private readonly IReadOnlyList<RunChoice> _choices;
    private readonly string _folder;
    private readonly int _checkpointEvery;
    private readonly List<RunResult> _results = [];

    /// <summary>Makes a session that begins anew.</summary>
    /// <param name="workers">The threads.</param>
    /// <param name="settings">What all runs share.</param>
    /// <param name="choices">What distinguishes them.</param>
    /// <param name="folder">Where its files go; it exists.</param>
    /// <param name="checkpointEvery">Steps between checkpoints; 0 writes one only when the session is stopped.</param>
    public Session(Workers workers, SessionSettings settings, IReadOnlyList<RunChoice> choices, string folder, int checkpointEvery)
    {
        _workers = workers;
        _settings = settings;
        _choices = choices;
        _folder = folder;
        _checkpointEvery = checkpointEvery;
    }

    /// <summary>The runs that are finished, in the order of the choices.</summary>
    public IReadOnlyList<RunResult> Results =>
        [.. _choices.Select(choice => _results.Find(result => result.IsOf(choice))).OfType<RunResult>()];

    private string RunsPath => Path.Combine(_folder, RunsFile.Name);

    /// <summary>Takes up what the folder holds of an earlier session.</summary>
    /// <exception cref="TrainException">It was made with other settings.</exception>
    public void Resume()
    {
        if (!File.Exists(RunsPath))
            throw new TrainException($"--resume: there is no {RunsPath}; check --out, or leave --resume out.");
        _results.AddRange(RunsFile.Read(RunsPath, _settings));
    }

    /// <summary>Forgets what the folder holds of an earlier session.</summary>
    public void Begin()
    {
        foreach (RunChoice choice in _choices)
            File.Delete(CheckpointPath(choice));
        RunsFile.Write(RunsPath, _settings, _results);
    }

    /// <summary>Does the runs that are not finished.</summary>
    /// <returns>Whether all are finished now; not so if it was stopped, and then a checkpoint is there.</returns>
    public bool Run(ITrainingDisplay display, CancellationToken stop)
    {
        int unfinished = _choices.Count(choice => !_results.Exists(result => result.IsOf(choice)));
        var pace = new Pace(_settings.TokensPerStep, (long)unfinished * _settings.Steps);
        for (int i = 0; i < _choices.Count; i++)
        {
            if (_results.Exists(result => result.IsOf(_choices[i])))
                continue;
            if (!Run(_choices[i], i, pace, display, stop))
                return false;
        }
        return true;
    }

    private string CheckpointPath(RunChoice choice) => Path.Combine(_folder, choice.Name + RunCheckpoint.Extension);

    private bool Run(RunChoice choice, int index, Pace pace, ITrainingDisplay display, CancellationToken stop)
    {
        using var run = new TrainingRun(_workers, _settings, choice);
        string checkpoint = CheckpointPath(choice);
        if (File.Exists(checkpoint))
            RunCheckpoint.Restore(checkpoint, _settings, run);
        display.RunStarted(choice, index, _choices.Count, run.StepsTaken);
        pace.Skip(run.StepsTaken);

        while (!run.IsComplete)
        {
            if (stop.IsCancellationRequested)
            {
                RunCheckpoint.Write(checkpoint, _settings, run);
                return false;
            }
            run.Step();
            pace.Count();
            display.StepTaken(new StepProgress(
                choice, index, _choices.Count, run.StepsTaken, _settings.Steps, run.History.Loss[^1], run.History.GradientNorm[^1],
                pace.TokensPerSecond, pace.Left));
            if (_checkpointEvery > 0 && run.StepsTaken % _checkpointEvery == 0)
                RunCheckpoint.Write(checkpoint, _settings, run);
        }

        var result = new RunResult(
            choice.Optimizer.Name, choice.Precision.Name, choice.LearningRate, choice.Seed, run.ValidationLoss(),
            run.History.Loss, run.History.GradientNorm, run.History.Seconds);
        _results.Add(result);
        RunsFile.Write(RunsPath, _settings, Results);
        File.Delete(checkpoint);
        display.RunFinished(result);
        return true;
    }
}
