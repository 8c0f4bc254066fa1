using TorchSharp;
using static TorchSharp.torch;

namespace StableSpamCompose.TorchSharpLlama.Quantisation;

/// <summary>Applies a quantiser to groups of consecutive elements; the gradient passes as if it were not there.</summary>
public static class FakeQuantisation
{
    private const long GroupSize = 256;

    /// <summary>The quantised tensor, in the shape of <paramref name="x"/>.</summary>
    public static Tensor Apply(IFakeQuantiser? quantiser, Tensor x)
    {
        if (quantiser is null)
            return x;
        Tensor rounded;
        using (no_grad())
        {
            long padding = (GroupSize - (x.numel() % GroupSize)) % GroupSize;
            Tensor groups = nn.functional.pad(x.detach().reshape(-1), [0, padding]).reshape(-1, GroupSize);
            rounded = quantiser.Quantise(groups).reshape(-1).narrow(0, 0, x.numel()).reshape(x.shape);
        }
        // Straight through: the value is the rounded one, the derivative that of x.
        return x + (rounded - x).detach();
    }
}
