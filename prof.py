import time, policycompare as pc
from policycompare.checking import find, RULES
from policycompare.language.numerals import to_han
def doc(k): return pc.parse("某市综合管理条例\n"+"".join(f"第{to_han(i)}条　单位{i}应当按照规定建立第{i}类台账，于每年三月底前报送资料{i}，并接受检查。\n违反本条例第{to_han(max(1,i-1))}条规定的，处一万元以上三万元以下罚款。\n" for i in range(1,k+1)))
res={}
for k in (640,1280,2560):
    d=doc(k)
    for r in RULES:
        t=time.process_time(); find(d,rules=(r,)); res.setdefault(r.name,[]).append(time.process_time()-t)
for n,v in sorted(res.items(), key=lambda x:-x[1][-1])[:9]: print(n,[round(x,2) for x in v])
