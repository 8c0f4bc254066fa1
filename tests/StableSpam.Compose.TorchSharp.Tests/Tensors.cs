using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableSpamCompose.Torch.Tests;

/// <summary>Parameters, gradients and their numbers.</summary>
internal static class Tensors
{
    public static Parameter Parameter(float[] values, params long[] shape) => new(tensor(values, shape));

    public static Parameter Parameter(ScalarType type, float[] values, params long[] shape) => new(tensor(values, shape, type));

    public static Parameter Parameter(Device device, ScalarType type, float[] values, params long[] shape)
    {
        using Tensor here = tensor(values, shape, type);
        return new Parameter(here.to(device));
    }

    /// <summary>Sets the gradient; the wrapper is disposed of.</summary>
    public static void SetGradient(this Tensor parameter, params float[] values)
    {
        using Tensor gradient = tensor(values, parameter.shape, parameter.dtype, parameter.device);
        parameter.grad = gradient;
    }

    /// <summary>The numbers, in the order of the shape.</summary>
    public static float[] Numbers(this Tensor tensor)
    {
        using Tensor plain = tensor.detach().to(ScalarType.Float32, CPU).contiguous();
        return System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(plain.bytes).ToArray();
    }

    /// <summary>The numbers' bits, so that NaN and the sign of zero count.</summary>
    public static int[] Bits(this Tensor tensor) => Bits(tensor.Numbers());

    public static int[] Bits(ReadOnlySpan<float> numbers)
    {
        int[] bits = new int[numbers.Length];
        for (int i = 0; i < bits.Length; i++)
            bits[i] = BitConverter.SingleToInt32Bits(numbers[i]);
        return bits;
    }
}
