namespace TorchSharp;

public sealed class Scalar : IDisposable
{
    internal Scalar(double value) => Value = value;

    internal double Value { get; }

    public void Dispose()
    {
    }

    public static implicit operator Scalar(int value) => new(value);

    public static implicit operator Scalar(long value) => new(value);

    public static implicit operator Scalar(float value) => new(value);

    public static implicit operator Scalar(double value) => new(value);

    public static implicit operator Scalar(bool value) => new(value ? 1 : 0);
}

public static class ScalarExtensionMethods
{
    public static double ToDouble(this Scalar value) => value.Value;

    public static float ToSingle(this Scalar value) => (float)value.Value;
}
