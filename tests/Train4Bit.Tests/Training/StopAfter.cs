using StableSpamCompose.Train4Bit.Display;
using StableSpamCompose.Train4Bit.Training;

namespace StableSpamCompose.Train4Bit.Tests.Training;

/// <summary>Shows nothing, and asks to stop after a number of steps.</summary>
internal sealed class StopAfter(int steps) : ITrainingDisplay, IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private int _taken;

    public CancellationToken Token => _source.Token;

    public List<string> Started { get; } = [];

    public void Show(Action training) => training();

    public void RunStarted(RunChoice choice, int index, int count, int stepsTaken) => Started.Add($"{choice.Name} {stepsTaken}");

    public void StepTaken(StepProgress progress)
    {
        if (++_taken == steps)
            _source.Cancel();
    }

    public void RunFinished(RunResult result)
    {
    }

    public void Dispose() => _source.Dispose();
}
