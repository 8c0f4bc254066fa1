using static TorchSharp.torch;

namespace StableSpamCompose.TorchSharpLlama.Training;

/// <summary>Random windows of a text's bytes, with the bytes that follow them.</summary>
internal sealed class TextWindows(byte[] text, int context, int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>Some windows and, one byte on, what is to be predicted: both [count, context].</summary>
    public (Tensor Inputs, Tensor Targets) Next(int count, Device device)
    {
        long[] inputs = new long[count * context];
        long[] targets = new long[count * context];
        for (int window = 0; window < count; window++)
        {
            int start = _random.Next(text.Length - context);
            for (int i = 0; i < context; i++)
            {
                inputs[(window * context) + i] = text[start + i];
                targets[(window * context) + i] = text[start + i + 1];
            }
        }
        return (tensor(inputs, [count, context], int64, device), tensor(targets, [count, context], int64, device));
    }
}
