using System.Runtime.InteropServices;
using StableSpamCompose.Arrays;
using StableSpamCompose.Tests.Programs;

namespace StableSpamCompose.Tests.Arrays;

public sealed unsafe class ArrayParameterTests
{
    [Fact]
    public void It_knows_its_memory_and_shape()
    {
        float[] value = [1, 2, 3, 4, 5, 6];
        float[] gradient = new float[6];
        using var parameter = new ArrayParameter("w", value, gradient, [2, 3], blockLength: 3);
        Assert.Equal("w", parameter.Name);
        Assert.Equal([2, 3], parameter.Shape.ToArray());
        Assert.Equal(6, parameter.Length);
        Assert.Equal(3, parameter.BlockLength);
        Assert.Equal((ElementType.Float32, ElementType.Float32), (parameter.Type, parameter.GradientType));
        Assert.True(parameter.HasGradient);
        Assert.True(parameter.Value == value.AsSpan());
        Assert.True(parameter.Gradient == gradient.AsSpan());
    }

    [Fact]
    public void A_scalar_has_one_element_and_an_empty_tensor_none()
    {
        using var scalar = new ArrayParameter("s", new float[1], new float[1], []);
        using var empty = new ArrayParameter("e", Memory<float>.Empty, Memory<float>.Empty, [3, 0, 7]);
        Assert.Equal(1, scalar.Length);
        Assert.Equal(0, empty.Length);
        Assert.True(empty.Value.IsEmpty);
        empty.HasGradient = true;
    }

    [Fact]
    public void A_part_of_an_array_is_a_parameter()
    {
        float[] all = [1, 2, 3, 4];
        using var parameter = new ArrayParameter("w", all.AsMemory(1, 2), new float[2], [2]);
        parameter.Value[0] = 9;
        Assert.Equal([1, 9, 3, 4], all);
    }

    [Fact]
    public void Memory_stays_where_it_is()
    {
        float[] value = new float[8];
        using var parameter = new ArrayParameter("w", value, new float[8], [8]);
        void* before = parameter.ValuePointer;
        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
        fixed (float* now = value)
            Assert.Equal((nint)before, (nint)now);
    }

    [Fact]
    public void A_shape_must_have_the_elements_of_the_value_and_of_the_gradient()
    {
        var value = Assert.Throws<ArgumentException>(() => new ArrayParameter("w", new float[5], new float[6], [2, 3]));
        Assert.StartsWith("Parameter 'w' has the shape [2, 3], which is 6 elements, but its value has 5.", value.Message);
        var gradient = Assert.Throws<ArgumentException>(() => new ArrayParameter("w", new float[6], new float[7], [2, 3]));
        Assert.StartsWith("Parameter 'w' has the shape [2, 3], which is 6 elements, but its gradient has 7.", gradient.Message);
    }

    [Fact]
    public void Dimensions_are_whole_and_small_enough()
    {
        var negative = Assert.Throws<ArgumentException>(() => new ArrayParameter("w", new float[6], new float[6], [-2, -3]));
        Assert.Contains("[-2, -3]", negative.Message);
        var large = Assert.Throws<ArgumentException>(
            () => new ArrayParameter("w", new float[6], new float[6], [1L << 40, 1L << 40]));
        Assert.Contains("more than memory can hold", large.Message);
    }

    [Fact]
    public void Names_and_block_lengths_are_checked()
    {
        Assert.Throws<ArgumentException>(() => new ArrayParameter(" ", new float[1], new float[1], [1]));
        Assert.Throws<ArgumentNullException>(() => new ArrayParameter(null!, new float[1], new float[1], [1]));
        var block = Assert.Throws<ArgumentOutOfRangeException>(
            () => new ArrayParameter("w", new float[1], new float[1], [1], blockLength: -1));
        Assert.StartsWith("Parameter 'w': a block length is positive, or 0 for none.", block.Message);
    }

    [Fact]
    public void Native_memory_is_used_in_place()
    {
        float* value = (float*)NativeMemory.AllocZeroed(4, sizeof(float));
        float* gradient = (float*)NativeMemory.AllocZeroed(4, sizeof(float));
        try
        {
            using var parameter = ArrayParameter.FromNative("w", value, gradient, ElementType.Float32, [2, 2]);
            parameter.Value[3] = 7;
            Assert.Equal(7, value[3]);
            parameter.Gradient.Fill(1);
            Assert.Equal(1, gradient[0]);
        }
        finally
        {
            NativeMemory.Free(value);
            NativeMemory.Free(gradient);
        }
    }

    [Fact]
    public void Native_memory_without_a_gradient_has_none_until_it_is_given()
    {
        float* memory = stackalloc float[2];
        using var parameter = ArrayParameter.FromNative("w", memory, null, ElementType.Float32, [2]);
        Assert.False(parameter.HasGradient);
        Assert.True(parameter.Gradient.IsEmpty);
        var error = Assert.Throws<InvalidOperationException>(() => parameter.HasGradient = true);
        Assert.Equal("Parameter 'w' has no memory for a gradient.", error.Message);

        float* gradient = stackalloc float[2];
        parameter.ReplaceNative(memory, gradient, [2]);
        parameter.HasGradient = true;
        Assert.Equal(2, parameter.Gradient.Length);
    }

    [Fact]
    public void Native_memory_is_checked()
    {
        Assert.Throws<ArgumentNullException>(() => ArrayParameter.FromNative("w", null, null, ElementType.Float32, [2]));
        float number = 0;
        nint address = (nint)(&number);
        var type = Assert.Throws<ArgumentOutOfRangeException>(
            () => ArrayParameter.FromNative("w", (void*)address, null, ElementType.Float64, [1]));
        Assert.StartsWith("Parameter 'w' is Float64, and the array host takes Float32, BFloat16 and Float16.", type.Message);
        var gradientType = Assert.Throws<ArgumentOutOfRangeException>(
            () => ArrayParameter.FromNative("w", (void*)address, ElementType.Float32, null, ElementType.Float64, [1]));
        Assert.StartsWith("The gradient of parameter 'w' is Float64, and the array host", gradientType.Message);
    }

    [Fact]
    public void Managed_memory_in_16_bits_is_used_in_place()
    {
        ushort[] value = [0x3f80, 0xc000];
        Half[] gradient = [(Half)1.5f, (Half)(-3)];
        using ArrayParameter parameter = ArrayParameter.FromMemory(
            "w", value.AsMemory(), ElementType.BFloat16, gradient.AsMemory(), ElementType.Float16, [2], blockLength: 1);
        Assert.Equal((ElementType.BFloat16, ElementType.Float16), (parameter.Type, parameter.GradientType));
        Assert.Equal((2, 1), (parameter.Length, parameter.BlockLength));
        Assert.True(parameter.ValueAs<ushort>() == value.AsSpan());
        Assert.True(parameter.GradientAs<Half>() == gradient.AsSpan());
        Assert.Equal(BitConverter.HalfToInt16Bits(gradient[1]), parameter.GradientAs<short>()[1]);
        Assert.Equal([1, -2], Tensors.Value(parameter));
        Assert.Equal([1.5f, -3], Tensors.Gradient(parameter));

        // 1 + 2^-8 is a tie and goes to the even 1; fp16 has room for 1 + 2^-8.
        parameter.CopyValueFrom([1 + (1 / 256f), 3]);
        parameter.CopyGradientFrom([1 + (1 / 256f), 65520]);
        Assert.Equal([1, 3], Tensors.Value(parameter));
        Assert.Equal([1 + (1 / 256f), float.PositiveInfinity], Tensors.Gradient(parameter));
        Assert.Equal([0x3f80, 0x4040], value);
    }

    [Fact]
    public void Native_memory_may_have_a_gradient_of_another_type()
    {
        ushort* value = stackalloc ushort[3];
        float* gradient = stackalloc float[3];
        using (var both = ArrayParameter.FromNative("w", value, value, ElementType.Float16, [3]))
            Assert.Equal((ElementType.Float16, ElementType.Float16), (both.Type, both.GradientType));
        using var parameter = ArrayParameter.FromNative("w", value, ElementType.BFloat16, gradient, ElementType.Float32, [3]);
        parameter.CopyValueFrom([1, 2, 4]);
        parameter.Gradient.Fill(0.1f);
        Assert.Equal((0x3f80, 0x4000, 0x4080), (value[0], value[1], value[2]));
        Assert.Equal([0.1f, 0.1f, 0.1f], Tensors.Gradient(parameter));
    }

    [Fact]
    public void Fp32_is_copied_as_it_is()
    {
        using ArrayParameter parameter = Tensors.Vector("w", 20);
        float[] numbers = Tensors.Numbers(20, 9);
        parameter.CopyValueFrom(numbers);
        parameter.CopyGradientFrom(numbers);
        Assert.Equal(numbers, parameter.Value.ToArray());
        Assert.Equal(numbers, Tensors.Gradient(parameter));
        Assert.Equal(BitConverter.SingleToInt32Bits(numbers[3]), parameter.ValueAs<int>()[3]);
    }

    [Fact]
    public void Numbers_are_not_read_as_others()
    {
        using ArrayParameter bf16 = Tensors.Vector("w", 2, 1, ElementType.BFloat16, ElementType.Float16);
        var value = Assert.Throws<InvalidOperationException>(() => bf16.Value.Length);
        Assert.Equal("Parameter 'w' is BFloat16 and cannot be read as Single: use ValueAs<ushort>(), or CopyValueTo for fp32.", value.Message);
        var gradient = Assert.Throws<InvalidOperationException>(() => bf16.Gradient.Length);
        Assert.Equal(
            "The gradient of parameter 'w' is Float16 and cannot be read as Single: use GradientAs<Half>(), or CopyGradientTo for fp32.",
            gradient.Message);
        Assert.Throws<InvalidOperationException>(() => bf16.ValueAs<Half>().Length);
        Assert.Throws<InvalidOperationException>(() => bf16.ValueAs<int>().Length);
        using ArrayParameter fp32 = Tensors.Vector("w", 2);
        Assert.Throws<InvalidOperationException>(() => fp32.ValueAs<ushort>().Length);
    }

    [Fact]
    public void Memory_must_hold_its_type()
    {
        var value = Assert.Throws<ArgumentException>(() => ArrayParameter.FromMemory(
            "w", new float[1].AsMemory(), ElementType.BFloat16, new float[1].AsMemory(), ElementType.Float32, [1]));
        Assert.StartsWith("Parameter 'w' is BFloat16 and cannot lie in memory of Single: give memory of ushort.", value.Message);
        Assert.Equal("value", value.ParamName);
        var gradient = Assert.Throws<ArgumentException>(() => ArrayParameter.FromMemory(
            "w", new Half[1].AsMemory(), ElementType.Float16, new Half[1].AsMemory(), ElementType.BFloat16, [1]));
        Assert.StartsWith("The gradient of parameter 'w' is BFloat16 and cannot lie in memory of Half: give memory of ushort.", gradient.Message);
        Assert.Equal("gradient", gradient.ParamName);
        Assert.Throws<ArgumentOutOfRangeException>(() => ArrayParameter.FromMemory(
            "w", new double[1].AsMemory(), ElementType.Float64, new float[1].AsMemory(), ElementType.Float32, [1]));
        Assert.Throws<ArgumentException>(() => ArrayParameter.FromMemory(
            "w", new ushort[1].AsMemory(), ElementType.BFloat16, new ushort[2].AsMemory(), ElementType.BFloat16, [1]));
    }

    [Fact]
    public void Copies_have_the_length_of_the_tensor_and_need_memory()
    {
        ushort* memory = stackalloc ushort[2];
        using var parameter = ArrayParameter.FromNative("w", memory, null, ElementType.BFloat16, [2]);
        var length = Assert.Throws<ArgumentException>(() => parameter.CopyValueTo(new float[3]));
        Assert.StartsWith("Parameter 'w' has 2 elements, but the destination has 3.", length.Message);
        Assert.Throws<ArgumentException>(() => parameter.CopyValueFrom(new float[1]));
        var none = Assert.Throws<InvalidOperationException>(() => parameter.CopyGradientFrom(new float[2]));
        Assert.Equal("The gradient of parameter 'w' has no memory.", none.Message);
        Assert.Throws<InvalidOperationException>(() => parameter.CopyGradientTo(new float[2]));
        Assert.True(parameter.GradientAs<ushort>().IsEmpty);
    }

    [Fact]
    public void Other_memory_has_the_same_types()
    {
        using ArrayParameter parameter = Tensors.Vector("w", 2, 1, ElementType.BFloat16, ElementType.Float32);
        ushort[] value = [0x3f80, 0x4000];
        parameter.Replace(value.AsMemory(), new float[2].AsMemory(), [2]);
        Assert.Equal([1, 2], Tensors.Value(parameter));
        Assert.Throws<ArgumentException>(() => parameter.Replace(new float[2], new float[2], [2]));
        Assert.Throws<ArgumentException>(() => parameter.Replace(value.AsMemory(), value.AsMemory(), [2]));
        Assert.Equal([1, 2], Tensors.Value(parameter));
    }

    [Fact]
    public void Memory_may_change_but_the_shape_may_not()
    {
        float[] value = [5, 6];
        using ArrayParameter parameter = Tensors.Vector("w", 2);
        parameter.Replace(value, new float[2], [2]);
        Assert.Equal(value, parameter.Value.ToArray());

        var shape = Assert.Throws<ArgumentException>(() => parameter.Replace(new float[3], new float[3], [3]));
        Assert.StartsWith("Parameter 'w' has the shape [2] and cannot become [3]", shape.Message);
        Assert.Throws<ArgumentException>(() => parameter.Replace(new float[2], new float[2], [2, 1]));
        Assert.Throws<ArgumentException>(() => parameter.Replace(new float[3], new float[2], [2]));
        float number = 0;
        nint address = (nint)(&number);
        Assert.Throws<ArgumentException>(() => parameter.ReplaceNative((void*)address, (void*)address, [1]));
        Assert.Equal(value, parameter.Value.ToArray());
    }

    [Fact]
    public void A_disposed_parameter_says_so()
    {
        ArrayParameter parameter = Tensors.Vector("w", 2);
        parameter.Dispose();
        parameter.Dispose();
        var error = Assert.Throws<ObjectDisposedException>(() => parameter.Value.Length);
        Assert.StartsWith("Parameter 'w' is disposed.", error.Message);
        Assert.Throws<ObjectDisposedException>(() => parameter.Gradient.Length);
        Assert.Throws<ObjectDisposedException>(() => parameter.CopyValueTo(new float[2]));
        Assert.Throws<ObjectDisposedException>(() => parameter.CopyValueFrom(new float[2]));
        Assert.Throws<ObjectDisposedException>(() => parameter.CopyGradientTo(new float[2]));
        Assert.Throws<ObjectDisposedException>(() => parameter.CopyGradientFrom(new float[2]));
        Assert.Throws<ObjectDisposedException>(() => parameter.Replace(new float[2], new float[2], [2]));
    }
}
