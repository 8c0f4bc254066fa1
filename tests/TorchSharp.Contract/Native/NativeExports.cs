using System.Runtime.InteropServices;

namespace TorchSharp.Contract;

/// <summary>The functions of LibTorchSharp that a third-party optimizer may import, by their names.</summary>
public static unsafe class NativeExports
{
    private static readonly Dictionary<string, nint> Functions = new(StringComparer.Ordinal)
    {
        ["THSTensor_data"] = (nint)(delegate* unmanaged<nint, void*>)&Data,
        ["THSTensor_grad"] = (nint)(delegate* unmanaged<nint, nint>)&Grad,
        ["THSTensor_dispose"] = (nint)(delegate* unmanaged<nint, void>)&Dispose,
        ["THSTensor_numel"] = (nint)(delegate* unmanaged<nint, long>)&Numel,
        ["THSTensor_type"] = (nint)(delegate* unmanaged<nint, sbyte>)&Type,
        ["THSTensor_device_type"] = (nint)(delegate* unmanaged<nint, int>)&DeviceType,
        ["THSTensor_device_index"] = (nint)(delegate* unmanaged<nint, int>)&DeviceIndex,
        ["THSTensor_is_sparse"] = (nint)(delegate* unmanaged<nint, byte>)&IsSparse,
        ["THSTensor_ndimension"] = (nint)(delegate* unmanaged<nint, long>)&Dimensions,
        ["THSTensor_stride"] = (nint)(delegate* unmanaged<nint, long, long>)&Stride,
    };

    /// <summary>The address of a function; 0 where LibTorchSharp has none of that name.</summary>
    public static nint Find(string name) => Functions.GetValueOrDefault(name);

    [UnmanagedCallersOnly]
    private static void* Data(nint tensor)
    {
        NativeTensor? found = HandleLedger.Find(tensor, "THSTensor_data");
        // As libtorch: a sparse tensor has no such memory, and an empty one no address.
        return found is null || found.IsSparse || found.Count == 0 ? null : found.Data;
    }

    [UnmanagedCallersOnly]
    private static nint Grad(nint tensor) => HandleLedger.Create(HandleLedger.Find(tensor, "THSTensor_grad")?.Grad);

    [UnmanagedCallersOnly]
    private static void Dispose(nint tensor) => HandleLedger.Free(tensor);

    [UnmanagedCallersOnly]
    private static long Numel(nint tensor) => HandleLedger.Find(tensor, "THSTensor_numel")?.Count ?? 0;

    [UnmanagedCallersOnly]
    private static sbyte Type(nint tensor) => (sbyte)(HandleLedger.Find(tensor, "THSTensor_type")?.Type ?? 0);

    [UnmanagedCallersOnly]
    private static int DeviceType(nint tensor) => (int)(HandleLedger.Find(tensor, "THSTensor_device_type")?.DeviceType ?? 0);

    [UnmanagedCallersOnly]
    private static int DeviceIndex(nint tensor) => HandleLedger.Find(tensor, "THSTensor_device_index")?.DeviceIndex ?? -1;

    [UnmanagedCallersOnly]
    private static byte IsSparse(nint tensor) => HandleLedger.Find(tensor, "THSTensor_is_sparse")?.IsSparse == true ? (byte)1 : (byte)0;

    [UnmanagedCallersOnly]
    private static long Dimensions(nint tensor) => HandleLedger.Find(tensor, "THSTensor_ndimension")?.Shape.Length ?? 0;

    [UnmanagedCallersOnly]
    private static long Stride(nint tensor, long dimension) =>
        HandleLedger.Find(tensor, "THSTensor_stride") is { } found && dimension < found.Strides.Length ? found.Strides[dimension] : 0;
}
