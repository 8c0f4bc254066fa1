using static TorchSharp.torch;

namespace StableSpamCompose.TorchSharpLlama.Model;

/// <summary>Turns pairs of components by an angle that grows with the position (RoFormer, arXiv:2104.09864, equation 34).</summary>
internal sealed class RotaryEncoding
{
    private const double Base = 10_000;

    private readonly Tensor _cosines;
    private readonly Tensor _sines;

    /// <param name="positions">Positions of a window.</param>
    /// <param name="width">Components of a head.</param>
    /// <param name="device">Where the tensors are.</param>
    public RotaryEncoding(long positions, long width, Device device)
    {
        Tensor frequencies = pow(Base, arange(0, width, 2, float32, device) / -(double)width);
        Tensor angles = outer(arange(0, positions, 1, float32, device), frequencies);
        // One angle for a pair: the first half of a head's components and the second.
        _cosines = cat([angles, angles], 1).cos().DetachFromDisposeScope();
        _sines = cat([angles, angles], 1).sin().DetachFromDisposeScope();
    }

    /// <summary>Turns [batch, heads, positions, width].</summary>
    public Tensor Apply(Tensor x)
    {
        long half = x.shape[^1] / 2;
        Tensor turned = cat([x.narrow(-1, half, half).neg(), x.narrow(-1, 0, half)], -1);
        return (x * _cosines) + (turned * _sines);
    }
}
