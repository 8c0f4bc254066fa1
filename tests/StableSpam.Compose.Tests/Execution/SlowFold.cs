namespace StableSpamCompose.Tests.Execution;

/// <summary>The order of sums as the design states it, element by element.</summary>
internal static class SlowFold
{
    public static double Sum(float[] data) => Total(data, (lane, value) => lane + value);

    public static double SumOfSquares(float[] data) => Total(data, (lane, value) => MathF.FusedMultiplyAdd(value, value, lane));

    public static double Largest(float[] data)
    {
        if (data.Length == 0)
            return 0;
        if (data.Any(float.IsNaN))
            return double.NaN;
        return data.MaxBy(value =>
        {
            int bits = BitConverter.SingleToInt32Bits(value);
            return bits ^ ((bits >> 31) & 0x7fffffff);
        });
    }

    public static double SumOfChunks(float[] partials)
    {
        double[] lanes = new double[256];
        for (int chunk = 0; chunk < partials.Length; chunk++)
            lanes[chunk % 256] += partials[chunk];
        for (int distance = 128; distance >= 1; distance /= 2)
        {
            for (int lane = 0; lane < distance; lane++)
                lanes[lane] += lanes[lane + distance];
        }
        return lanes[0];
    }

    private static double Total(float[] data, Func<float, float, float> accumulate) =>
        SumOfChunks([.. Enumerable.Range(0, (data.Length + 4095) / 4096).Select(chunk => Chunk(data, chunk * 4096, accumulate))]);

    private static float Chunk(float[] data, int start, Func<float, float, float> accumulate)
    {
        float[] t = new float[8];
        for (int tile = 0; tile < 8; tile++)
        {
            float[] lanes = new float[128];
            for (int lane = 0; lane < 128; lane++)
            {
                for (int row = 0; row < 4; row++)
                {
                    int element = start + (tile * 512) + (row * 128) + lane;
                    lanes[lane] = accumulate(lanes[lane], element < data.Length ? data[element] : 0f);
                }
            }
            for (int distance = 64; distance >= 1; distance /= 2)
            {
                for (int lane = 0; lane < distance; lane++)
                    lanes[lane] += lanes[lane + distance];
            }
            t[tile] = lanes[0];
        }
        return ((t[0] + t[1]) + (t[2] + t[3])) + ((t[4] + t[5]) + (t[6] + t[7]));
    }
}
