using System.Globalization;
using TorchSharp;

namespace StableSpamCompose.Torch;

/// <summary>Where a tensor is.</summary>
/// <param name="Type">The kind of device.</param>
/// <param name="Index">Its number among those of the kind; -1 for the CPU.</param>
internal readonly record struct TensorPlace(DeviceType Type, int Index)
{
    /// <summary>Where the tensor behind a handle is.</summary>
    public static TensorPlace Of(nint tensor)
    {
        DeviceType type = LibTorch.DeviceTypeOf(tensor);
        return new TensorPlace(type, type == DeviceType.CPU ? -1 : LibTorch.DeviceIndex(tensor));
    }

    /// <summary>As TorchSharp writes it: <c>cpu</c>, <c>cuda:0</c>.</summary>
    public override string ToString() =>
        Type == DeviceType.CPU ? "cpu" : string.Create(CultureInfo.InvariantCulture, $"{Type.ToString().ToLowerInvariant()}:{Index}");
}
