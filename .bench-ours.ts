const [port, target, dir] = process.argv.slice(2);
const { startBalancer } = await import(process.cwd()+"/alb/balancer.ts");
const b = await startBalancer({ port: Number(port), targetGroupAttributes: {"stickiness.enabled":"true"}, healthCheck:{path:"/"}, accessLog:{file: dir+"/access.log"} });
let n=0; b.events.on("event",()=>n++);
b.registerTarget({id:"a",address:"127.0.0.1",port:Number(target)});
