using System.Runtime.InteropServices;
using StableSpamCompose.Execution;
using StableSpamCompose.Plans;
using StableSpamCompose.Simd;
using TorchSharp;
using static TorchSharp.torch;

namespace StableSpamCompose.Torch;

/// <summary>Numbers that the host has, or makes, for tensors that it does not reach.</summary>
internal static unsafe class HostNumbers
{
    /// <summary>A tensor of values of rows, columns, matrices or blocks, in fp32.</summary>
    /// <param name="values">The values: of matrices in double, of others in fp32.</param>
    /// <param name="scope">What they are of.</param>
    /// <param name="shape">The tensor's sizes.</param>
    /// <param name="device">Where it is to be.</param>
    public static Tensor Upload(void* values, StateScope scope, long[] shape, Device device)
    {
        float[] numbers = new float[shape.Aggregate(1L, (product, size) => product * size)];
        for (int i = 0; i < numbers.Length; i++)
            numbers[i] = IsDouble(scope) ? (float)((double*)values)[i] : ((float*)values)[i];
        return OnDevice(numbers, shape, device);
    }

    /// <summary>Copies the values of a tensor to where those of rows, columns or blocks are.</summary>
    public static void Download(Tensor tensor, void* values, StateScope scope)
    {
        Tensor here = tensor.to(IsDouble(scope) ? ScalarType.Float64 : ScalarType.Float32).cpu().contiguous();
        here.bytes.CopyTo(new Span<byte>(values, here.bytes.Length));
    }

    /// <summary>A tensor of numbers of [0, 1).</summary>
    public static Tensor Uniform(RandomStream random, long[] shape, Device device)
    {
        float[] numbers = new float[shape.Aggregate(1L, (product, size) => product * size)];
        fixed (float* places = numbers)
        {
            for (int i = 0; i < numbers.Length; i++)
                Lane.Store(random.Uniform<Lane>(i), places + i);
        }
        return OnDevice(numbers, shape, device);
    }

    /// <summary>A tensor of numbers of the normal distribution.</summary>
    public static Tensor Normal(RandomStream random, long[] shape, Device device)
    {
        float[] numbers = new float[shape.Aggregate(1L, (product, size) => product * size)];
        fixed (float* places = numbers)
        {
            for (int i = 0; i < numbers.Length; i++)
                Lane.Store(random.Normal<Lane>(i), places + i);
        }
        return OnDevice(numbers, shape, device);
    }

    /// <summary>Writes numbers to a tensor of 16 bits, each rounded up or down by chance.</summary>
    public static void RoundByChance(Tensor values, Tensor target, RandomStream random)
    {
        ReadOnlySpan<float> numbers = MemoryMarshal.Cast<byte, float>(values.cpu().contiguous().bytes);
        Tensor rounded = zeros(target.shape, target.dtype);
        fixed (void* places = rounded.bytes)
        {
            for (int i = 0; i < numbers.Length; i++)
            {
                if (target.dtype == ScalarType.BFloat16)
                    Storage.BFloat16.StoreStochastically(Lane.Broadcast(numbers[i]), places, i, in random);
                else
                    Storage.Float16.StoreStochastically(Lane.Broadcast(numbers[i]), places, i, in random);
            }
        }
        target.copy_(rounded);
    }

    private static Tensor OnDevice(float[] numbers, long[] shape, Device device) => tensor(numbers, shape).to(device);

    private static bool IsDouble(StateScope scope) => scope is StateScope.Matrix or StateScope.FlatMatrix;
}
