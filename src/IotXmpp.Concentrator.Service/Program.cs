Console.Error.WriteLine("not done");
return 1;
