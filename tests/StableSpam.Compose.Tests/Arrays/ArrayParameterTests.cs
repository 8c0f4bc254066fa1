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
        Assert.Equal(ElementType.Float32, parameter.Type);
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
        float* before = parameter.ValuePointer;
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
        Assert.StartsWith("Parameter 'w' is Float64, and the array host takes Float32 alone.", type.Message);
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
        Assert.Throws<ObjectDisposedException>(() => parameter.Replace(new float[2], new float[2], [2]));
    }
}
