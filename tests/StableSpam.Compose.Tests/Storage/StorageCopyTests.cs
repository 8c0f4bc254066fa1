using StableSpamCompose.Storage;
using StableSpamCompose.Tests.Programs;

namespace StableSpamCompose.Tests.Storage;

public sealed unsafe class StorageCopyTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(35)]
    public void Numbers_are_converted_up_to_the_last_and_no_further(int length)
    {
        float[] numbers = Tensors.Numbers(length + 1, 1);
        ushort[] stored = [.. Enumerable.Repeat((ushort)0x1234, length + 1)];
        float[] back = [.. Enumerable.Repeat(77f, length + 1)];
        fixed (float* source = numbers, end = back)
        fixed (ushort* middle = stored)
        {
            StorageCopy.Copy<Float32, Float16>(source, middle, length);
            StorageCopy.Copy<Float16, Float32>(middle, end, length);
        }
        Assert.Equal([.. numbers[..length].Select(number => BitConverter.HalfToUInt16Bits((Half)number)), (ushort)0x1234], stored);
        Assert.Equal([.. numbers[..length].Select(number => (float)(Half)number), 77f], back);
    }
}
