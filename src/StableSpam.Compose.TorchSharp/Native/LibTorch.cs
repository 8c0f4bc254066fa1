using TorchSharp;
using static TorchSharp.torch;

namespace StableSpamCompose.Torch;

/// <summary>
/// The functions of LibTorchSharp that a step calls: with a tensor's handle, and without a managed wrapper, so that a step
/// makes none.
/// </summary>
internal static unsafe class LibTorch
{
    private static readonly delegate* unmanaged<nint, void*> DataFunction = (delegate* unmanaged<nint, void*>)NativeExports.Find("THSTensor_data");
    private static readonly delegate* unmanaged<nint, nint> GradFunction = (delegate* unmanaged<nint, nint>)NativeExports.Find("THSTensor_grad");
    private static readonly delegate* unmanaged<nint, void> DisposeFunction = (delegate* unmanaged<nint, void>)NativeExports.Find("THSTensor_dispose");
    private static readonly delegate* unmanaged<nint, long> NumelFunction = (delegate* unmanaged<nint, long>)NativeExports.Find("THSTensor_numel");
    private static readonly delegate* unmanaged<nint, sbyte> TypeFunction = (delegate* unmanaged<nint, sbyte>)NativeExports.Find("THSTensor_type");
    private static readonly delegate* unmanaged<nint, int> DeviceTypeFunction = (delegate* unmanaged<nint, int>)NativeExports.Find("THSTensor_device_type");
    private static readonly delegate* unmanaged<nint, int> DeviceIndexFunction = (delegate* unmanaged<nint, int>)NativeExports.Find("THSTensor_device_index");
    private static readonly delegate* unmanaged<nint, byte> IsSparseFunction = (delegate* unmanaged<nint, byte>)NativeExports.Find("THSTensor_is_sparse");
    private static readonly delegate* unmanaged<nint, long, long> StrideFunction = (delegate* unmanaged<nint, long, long>)NativeExports.Find("THSTensor_stride");

    /// <summary>The first element, the offset into the storage included; null where there is none.</summary>
    public static void* Data(nint tensor) => DataFunction(tensor);

    /// <summary>A handle of the gradient, to be disposed; 0 where there is none.</summary>
    public static nint Grad(nint tensor) => GradFunction(tensor);

    /// <summary>Frees a handle; the tensor lives on while others hold it.</summary>
    public static void Dispose(nint tensor) => DisposeFunction(tensor);

    /// <summary>Number of elements.</summary>
    public static long Numel(nint tensor) => NumelFunction(tensor);

    /// <summary>What the elements are.</summary>
    public static ScalarType Type(nint tensor) => (ScalarType)TypeFunction(tensor);

    /// <summary>The kind of device that the elements are on.</summary>
    public static DeviceType DeviceTypeOf(nint tensor) => (DeviceType)DeviceTypeFunction(tensor);

    /// <summary>The number of that device among those of its kind.</summary>
    public static int DeviceIndex(nint tensor) => DeviceIndexFunction(tensor);

    /// <summary>Whether only some elements are kept.</summary>
    public static bool IsSparse(nint tensor) => IsSparseFunction(tensor) != 0;

    /// <summary>Elements from one index of a dimension to the next.</summary>
    public static long Stride(nint tensor, int dimension) => StrideFunction(tensor, dimension);
}
