using TorchSharp.Contract;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor zeros(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Make(size, dtype, device, requires_grad);

    public static Tensor empty(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Make(size, dtype, device, requires_grad);

    public static Tensor full(long[] size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Make(size, dtype, device, requires_grad).fill_(value);

    /// <summary>The trap: strides are the input's, so that of a transposed tensor is not contiguous.</summary>
    public static Tensor zeros_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        Device place = device ?? input.device;
        NativeTensor native = input.Native;
        var zeros = new NativeTensor(native.Shape, dtype ?? native.Type, place.type, place.index);
        return new Tensor(zeros.View(native.Shape, native.IsDense ? native.Strides : zeros.Strides, 0)).with_requires_grad(requires_grad);
    }

    public static Tensor tensor(float[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        tensor(rawArray, (ReadOnlySpan<long>)[rawArray.Length], dtype, device, requires_grad, names);

    public static Tensor tensor(
        float[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        Tensor made = Make(dimensions.ToArray(), dtype, device, requires_grad);
        NativeTensor native = made.Native;
        for (int i = 0; i < rawArray.Length; i++)
            native[i] = rawArray[i];
        return made;
    }

    public static Tensor where(Tensor condition, Tensor x, Tensor y) => x.where(condition, y);

    private static Tensor Make(long[] size, ScalarType? dtype, Device? device, bool requiresGrad) =>
        new Tensor(new NativeTensor([.. size], dtype ?? ScalarType.Float32, (device ?? CPU).type, IndexOf(device ?? CPU))).with_requires_grad(requiresGrad);

    private static int IndexOf(Device device) => device.type == DeviceType.CPU ? -1 : Math.Max(device.index, 0);
}
