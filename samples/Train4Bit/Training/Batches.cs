namespace StableSpamCompose.Train4Bit.Training;

/// <summary>Samples of a text: random ones to train on, chosen by seed and step alone, and fixed ones to validate with.</summary>
/// <param name="corpus">The text.</param>
/// <param name="samples">Samples of a batch.</param>
/// <param name="context">Tokens of a sample.</param>
/// <param name="seed">Which random ones.</param>
public sealed class Batches(TextCorpus corpus, int samples, int context, long seed)
{
    /// <summary>Windows that validate, at least; whole batches of them.</summary>
    public const int ValidationWindows = 64;

    private readonly CounterRandom _offsets = new(seed, stream: 0);

    /// <summary>The tokens of the batch chosen last.</summary>
    public int[] Tokens { get; } = new int[samples * context];

    /// <summary>The token that follows each.</summary>
    public int[] Targets { get; } = new int[samples * context];

    /// <summary>Batches that validate.</summary>
    public int ValidationCount => (ValidationWindows + samples - 1) / samples;

    /// <summary>Chooses the batch of a step, from 0.</summary>
    public void Train(int step)
    {
        ReadOnlySpan<byte> text = corpus.Training;
        for (int i = 0; i < samples; i++)
            Take(text, _offsets.Below(text.Length - context, ((ulong)step * (ulong)samples) + (ulong)i), i);
    }

    /// <summary>Chooses a batch that validates; its windows lie evenly over the text, and are the same for every seed.</summary>
    public void Validate(int batch)
    {
        ReadOnlySpan<byte> text = corpus.Validation;
        int windows = ValidationCount * samples;
        for (int i = 0; i < samples; i++)
        {
            long window = ((long)batch * samples) + i;
            Take(text, (int)(window * (text.Length - context - 1) / Math.Max(1, windows - 1)), i);
        }
    }

    private void Take(ReadOnlySpan<byte> text, int offset, int sample)
    {
        for (int i = 0; i < context; i++)
        {
            Tokens[(sample * context) + i] = text[offset + i];
            Targets[(sample * context) + i] = text[offset + i + 1];
        }
    }
}
