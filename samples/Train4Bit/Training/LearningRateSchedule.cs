namespace StableSpamCompose.Train4Bit.Training;

/// <summary>Up from 0 in a line, then down to a tenth along a cosine, as the thesis has it.</summary>
/// <param name="peak">The highest rate.</param>
/// <param name="steps">All steps.</param>
/// <param name="warmup">Those on the way up.</param>
public sealed class LearningRateSchedule(double peak, int steps, int warmup)
{
    private const double LastShare = 0.1;

    /// <summary>The rate of a step, from 0.</summary>
    public double At(int step)
    {
        if (step < warmup)
            return peak * step / warmup;
        double progress = (double)(step - warmup) / Math.Max(1, steps - warmup);
        return peak * (LastShare + ((1 - LastShare) * (1 + Math.Cos(Math.PI * progress)) / 2));
    }
}
