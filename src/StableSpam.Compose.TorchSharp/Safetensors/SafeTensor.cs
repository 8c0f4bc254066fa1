namespace StableSpamCompose.Torch;

/// <summary>A tensor of a safetensors file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What its numbers are, in the format's words: <c>F32</c>, <c>BF16</c>, <c>F64</c>.</param>
/// <param name="Shape">Its dimensions.</param>
/// <param name="Bytes">Its numbers, little-endian.</param>
internal sealed record SafeTensor(string Name, string Type, long[] Shape, byte[] Bytes);
