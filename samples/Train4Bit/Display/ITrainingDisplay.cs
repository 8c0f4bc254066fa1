using StableSpamCompose.Train4Bit.Training;

namespace StableSpamCompose.Train4Bit.Display;

/// <summary>Shows how training goes on.</summary>
public interface ITrainingDisplay
{
    /// <summary>Shows whatever happens while <paramref name="training"/> runs.</summary>
    void Show(Action training);

    /// <summary>A run begins, or goes on after some steps.</summary>
    void RunStarted(RunChoice choice, int index, int count, int stepsTaken);

    /// <summary>A step was taken.</summary>
    void StepTaken(StepProgress progress);

    /// <summary>A run is finished.</summary>
    void RunFinished(RunResult result);
}

/// <summary>Where training is after a step.</summary>
/// <param name="Choice">The run.</param>
/// <param name="Index">Its place among the runs, from 0.</param>
/// <param name="Count">How many runs there are.</param>
/// <param name="Step">Steps of the run that are taken.</param>
/// <param name="Steps">Steps of a run.</param>
/// <param name="Loss">Training loss, in nats a token.</param>
/// <param name="GradientNorm">Norm of the raw gradient.</param>
/// <param name="TokensPerSecond">Tokens of a second.</param>
/// <param name="Left">The time that all runs still take.</param>
public readonly record struct StepProgress(
    RunChoice Choice, int Index, int Count, int Step, int Steps, double Loss, double GradientNorm, double TokensPerSecond, TimeSpan Left);
