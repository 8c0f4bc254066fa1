using StableSpamCompose.Train4Bit.Training;

namespace StableSpamCompose.Train4Bit.Display;

/// <summary>A line now and then, for files and pipes.</summary>
/// <param name="output">Where lines go.</param>
public sealed class PlainDisplay(TextWriter output) : ITrainingDisplay
{
    /// <summary>Lines of a run.</summary>
    private const int Lines = 6;

    /// <inheritdoc/>
    public void Show(Action training) => training();

    /// <inheritdoc/>
    public void RunStarted(RunChoice choice, int index, int count, int stepsTaken)
    {
        string after = stepsTaken > 0 ? $", from step {stepsTaken}" : "";
        output.WriteLine($"[{index + 1}/{count}] {choice.Title}{after}");
    }

    /// <inheritdoc/>
    public void StepTaken(StepProgress progress)
    {
        if (progress.Step % Math.Max(1, progress.Steps / Lines) != 0)
            return;
        output.WriteLine(
            $"  step {progress.Step}/{progress.Steps}  loss {NumberText.Loss(progress.Loss)}  "
            + $"gradient norm {NumberText.Short(progress.GradientNorm)}  {NumberText.Grouped(progress.TokensPerSecond)} tokens/s  {NumberText.Time(progress.Left)} left");
    }

    /// <inheritdoc/>
    public void RunFinished(RunResult result) =>
        output.WriteLine(
            $"  validation loss {NumberText.Loss(result.FinalValidationLoss)}, "
            + $"perplexity {NumberText.Perplexity(result.FinalValidationPerplexity)}, {result.Spikes.Count} spikes");
}
